import { digestOf } from '@thaw/core';
import { expect, it } from 'vitest';
import { hasFailure } from './fail-on.js';
import { night } from './night.fixture.js';

const specs = [{ spec: 'a.yaml', name: 'a', outcome: 'ran', computed: 0, reused: 1, seconds: 1 }] as const;
const fine = { specs, standings: digestOf([night(2, 0.9)], [night(1, 0.9)]), overdue: [] };
const ill = {
  worse: { ...fine, standings: digestOf([night(2, 0.5)], [night(1, 0.9)]) },
  failed: { ...fine, specs: [{ ...specs[0], outcome: 'failed' as const }] },
  overdue: {
    ...fine,
    overdue: [{ spec: 'a.yaml', name: 'a', dueAt: '2026-11-01T01:00:00.000Z', reason: '' }],
  },
};

it.each(['worse', 'failed', 'overdue'] as const)(
  'fails on what is %s if that was asked, and only then',
  (kind) => {
    const others = (['worse', 'failed', 'overdue'] as const).filter((each) => each !== kind);
    expect(hasFailure(ill[kind], [kind])).toBe(true);
    expect(hasFailure(ill[kind], others)).toBe(false);
    expect(hasFailure(fine, [kind])).toBe(false);
  },
);

it('does not take a spec for overdue that this call has come across first', () => {
  expect(hasFailure({ ...fine, overdue: [{ spec: 'a.yaml', name: 'a', reason: '' }] }, ['overdue'])).toBe(
    false,
  );
});
