import { type Problem, ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { record } from '../report/sample-sweep.fixture.js';
import { compareGroups, type GroupedRun } from './compare-groups.js';

/** Three folds of one configuration. */
const folds = (
  id: string,
  losses: readonly number[],
  { params = {}, dataset = 'd' }: { params?: Record<string, number>; dataset?: string } = {},
): readonly GroupedRun[] =>
  losses.map((val_loss, index) => {
    const part = `fold=${index + 1}`;
    const run = record(`${id}${index + 1}`, { seed: 1, 'data.split.fold': index + 1, ...params }, 0.5);
    return {
      ...run,
      group: { id, name: id, size: losses.length, part, overlap: 0.5 },
      metrics: { val_loss, val_accuracy: 0.5, test_accuracy: 0.9 },
      stages: [{ kind: 'dataset', key: dataset, status: 'reused', seconds: 0 }],
    };
  });

describe('comparing two groups', () => {
  it('holds runs of the same part against each other, on validation images alone', () => {
    const a = folds('a', [0.7, 0.6, 0.8], { params: { 'head.dropout': 0 } });
    const b = folds('b', [0.72, 0.65, 0.81], { params: { 'head.dropout': 0.5 } }).toReversed();
    const comparison = compareGroups(a, b);
    expect(comparison).toMatchObject({
      ...{ a: 'a', b: 'b', unpaired: 0 },
      parameters: [{ path: 'head.dropout', a: 0, b: 0.5 }],
      parts: [1, 2, 3].map((fold) => ({ part: `fold=${fold}`, a: `a${fold}`, b: `b${fold}` })),
    });
    expect(Object.keys(comparison.metrics)).toEqual(['val_loss', 'val_accuracy']);
    const { difference, interval, pValue, values } = comparison.metrics['val_loss']!;
    expect(values[1]).toEqual({ a: 0.6, b: 0.65 });
    expect(difference).toBeCloseTo(0.08 / 3, 12);
    // scipy: t.interval(0.95, 2, mean, sqrt((1 / 3 + 0.5) * var)), 2 * t.sf(mean / error, 2)
    expect(interval!.low).toBeCloseTo(-0.05509632, 7);
    expect(interval!.high).toBeCloseTo(0.10842965, 7);
    expect(pValue).toBeCloseTo(0.29563927, 7);
  });

  it('says nothing of chance where all parts differ alike', () => {
    const { val_accuracy } = compareGroups(folds('a', [0.7, 0.6]), folds('b', [0.5, 0.4])).metrics;
    expect(val_accuracy).toEqual({
      ...{ a: 0.5, b: 0.5, difference: 0 },
      values: [
        { a: 0.5, b: 0.5 },
        { a: 0.5, b: 0.5 },
      ],
    });
  });

  it('leaves out what only one of them has finished', () => {
    const [first, ...others] = folds('b', [0.7, 0.6, 0.8]);
    const b = [{ ...first!, status: 'failed' as const }, ...others];
    const { parts, unpaired } = compareGroups(folds('a', [0.7, 0.6, 0.8]), b);
    expect(parts.map(({ part }) => part)).toEqual(['fold=2', 'fold=3']);
    expect(unpaired).toBe(2);
  });

  it.each([
    ['no fold or repeat in common', folds('b', [])],
    ['other images in the dataset', folds('b', [0.7, 0.6], { dataset: 'e' })],
    [
      'other images in the dataset',
      [...folds('b', [0.7]), ...folds('b', [0.7, 0.6], { dataset: 'e' }).slice(1)],
    ],
    [
      'other values of seed, data.split.validation',
      folds('b', [0.7], { params: { seed: 2, 'data.split.validation': 0.5 } }),
    ],
  ])('is refused: %s', (text, b) => {
    const compare = () => compareGroups(folds('a', [0.7, 0.6]), b);
    expect(compare).toThrow('THAW-COMPARE-OTHER-IMAGES');
    expect(JSON.stringify(problemsOf(compare))).toContain(text);
  });
});

function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ThawError) return error.problems;
  }
  return [];
}
