import { describe, expect, it } from 'vitest';
import { RunState } from '../../runs/run-state.js';
import { SentPoints } from './sent-points.js';

const run = (losses: readonly number[]): RunState => {
  const state = new RunState('run1', 's1');
  const about = { type: 'metrics', sweep: 's1', run: 'run1' } as const;
  losses.forEach((loss, index) =>
    state.addPoints({ ...about, timeMs: index, step: index + 1, values: { loss } }),
  );
  return state;
};
const valuesOf = (sent: SentPoints, state: RunState) => [...sent.missing(state)].map(({ value }) => value);

describe('what a server lacks of the points of a run', () => {
  it('is all of them at first, and then what was added', () => {
    const sent = new SentPoints('a');
    expect(valuesOf(sent, run([3, 2]))).toEqual([3, 2]);
    sent.complete(run([3, 2]));
    expect(valuesOf(sent, run([3, 2, 1, Number.NaN]))).toEqual([1, 'NaN']);
    expect(sent.countMissing(run([3, 2, 1]))).toBe(1);
  });

  it('is all of them again when one that was sent has changed or gone', () => {
    const sent = new SentPoints('a');
    sent.complete(run([3, 2]));
    expect(valuesOf(sent, run([4, 2, 1]))).toEqual([4, 2, 1]);
    expect(valuesOf(sent, run([3]))).toEqual([3]);
  });
});
