import { digestOf, type Night } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { describeDigest } from './describe-digest.js';
import { night } from './night.fixture.js';

const told = (tonight: readonly Night[], before: readonly Night[] = []) =>
  describeDigest(digestOf(tonight, before));

describe('a digest', () => {
  it('is one line where nothing has changed, for all specs together', () => {
    const same = (day: number, name: string) =>
      night(day, 0.9, { name, spec: `${name}.yaml`, computed: 0 }, 's');
    expect(told([same(26, 'flowers'), same(26, 'birds')], [same(25, 'flowers'), same(25, 'birds')])).toBe(
      'Nothing changed: flowers, birds (2026-11-26 01:00 UTC); nothing computed, 8 stages reused, 10 s.\n',
    );
    expect(told([])).toBe('No night was due.\n');
  });

  it('says of each spec that has news how it stands, against what, what changed and what it took', () => {
    const inputs = { ...night(26, 0).inputs!, data: 'd2', thaw: '1.1.0', code: '0123456789abcdef+' };
    const startedAt = '2026-11-26T03:30:00.000Z';
    const reason = 'missed by 2 h 30 min';
    const tonight = night(26, 0.85, { inputs, startedAt, reason, outcome: 'caught-up' });
    const other = { name: 'birds', spec: 'birds.yaml' };
    const before = [night(24, 0.93), night(25, 0.9), night(25, 0.7, other, 's')];
    expect(told([tonight, night(26, 0.7, other, 's')], before)).toBe(`## flowers: worse

experiments/flowers.yaml, due 2026-11-26 01:00 UTC

- missed by 2 h 30 min
- \`val_accuracy\` 0.8500 ± 0.0100, of dropout=0.5
- the last that ran, 2026-11-25 01:00: 0.9000 ± 0.0100, so 0.0500 worse; noise is up to 0.0277
- the best of 2 nights, 2026-11-24 01:00: 0.9300 ± 0.0100, so 0.0800 worse; noise is up to 0.0317
- changed: data, code c1 → 01234567+, Thaw 1.0.0 → 1.1.0
- 3 stages computed, 4 stages reused, 5 s, begun 2 h 30 min late

Nothing changed: birds (2026-11-26 01:00 UTC); 3 stages computed, 4 stages reused, 5 s.
`);
  });

  it('says why a night failed or was skipped, and of many failed runs of the first', () => {
    const failures = Array.from({ length: 7 }, (_, index) => ({
      run: `run ${index}`,
      reason: 'out of memory',
    }));
    const { best: _, ...failed } = night(26, 0, {
      outcome: 'failed',
      failures,
      reason: '7 of 7 runs failed',
    });
    expect(told([failed])).toBe(`## flowers: failed

experiments/flowers.yaml, due 2026-11-26 01:00 UTC

- 7 of 7 runs failed
- failed, run 0: out of memory
- failed, run 1: out of memory
- failed, run 2: out of memory
- failed, run 3: out of memory
- failed, run 4: out of memory
- and 2 more runs failed
- 3 stages computed, 4 stages reused, 5 s
`);
    const { startedAt: __, ...skipped } = { ...failed, failures: [] };
    expect(told([{ ...skipped, outcome: 'skipped', reason: 'another night is under way' }]))
      .toBe(`## flowers: skipped

experiments/flowers.yaml, due 2026-11-26 01:00 UTC

- another night is under way
`);
  });

  it('says where a difference may be noise, is the same result, or has a noise that nobody knows', () => {
    const line = (tonight: Night) => told([tonight], [night(25, 0.9, {}, 's')]).split('\n')[5]!;
    expect(line(night(26, 0.89, { inputs: { ...night(26, 0).inputs!, data: 'd2' } }))).toBe(
      '- the last that ran, 2026-11-25 01:00: 0.9000 ± 0.0100, so 0.0100 less, which is noise; noise is up to 0.0277',
    );
    const again = night(26, 0.9, { inputs: { ...night(26, 0).inputs!, thaw: '2.0.0' } }, 's');
    expect(line(again)).toContain(': 0.9000 ± 0.0100, the very same result');
    const { standardError: _, ...unknown } = night(26, 0.8).best!;
    expect(line({ ...night(26, 0.8), best: unknown })).toContain(
      'so 0.1000 worse; how much is noise is not known',
    );
  });

  it('says what the best run is registered as', () => {
    const { best } = night(26, 0.9);
    const registered = ['flowers v2 @champion'];
    expect(told([night(26, 0.9, { best: { ...best!, registered } })])).toContain(
      '\n- registered as flowers v2 @champion\n',
    );
  });

  it('lets no name act as markup', () => {
    const name = '<img src=x> *a* [b](c) `d`\n# e';
    const text = told([night(26, 0.9, { name, spec: `${name}.yaml`, reason: name })]);
    expect(text).toContain('## \\<img src=x\\> \\*a\\* \\[b\\](c) \\`d\\` \\# e: new');
    expect(text).not.toMatch(/\n# e|[^\\]<img|[^\\]\[b/);
  });
});
