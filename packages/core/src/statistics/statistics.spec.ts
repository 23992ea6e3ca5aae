import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalCdf, quantile, studentCdf } from './distributions.js';
import { correctedInterval, correctedPValue, newcombeInterval, wilsonInterval } from './intervals.js';

interface Reference {
  readonly normal: readonly (readonly [number, number])[];
  readonly normalQuantiles: readonly (readonly [number, number])[];
  readonly student: readonly (readonly [number, number, number])[];
  readonly studentQuantiles: readonly (readonly [number, number, number])[];
  readonly corrected: readonly {
    readonly values: readonly number[];
    readonly overlap: number;
    readonly chance: number;
    readonly interval: readonly [number, number];
  }[];
  readonly correctedPValues: readonly {
    readonly values: readonly number[];
    readonly overlap: number;
    readonly pValue: number;
  }[];
  readonly wilson: readonly {
    readonly right: number;
    readonly images: number;
    readonly chance: number;
    readonly interval: readonly [number, number];
  }[];
}

/** By scipy: `tools/statistics/write-references.py`. */
const reference = JSON.parse(
  readFileSync(new URL('statistics.reference.json', import.meta.url), 'utf8'),
) as Reference;

describe('distributions', () => {
  it.each(reference.normal)('has a normal number at most %d', (x, chance) => {
    expect(normalCdf(x)).toBeCloseTo(chance, 12);
  });

  it.each(reference.student)(
    "has Student's t at most %d with %i degrees of freedom",
    (x, degrees, chance) => {
      expect(studentCdf(x, degrees)).toBeCloseTo(chance, 12);
    },
  );

  it('have quantiles', () => {
    for (const [chance, x] of reference.normalQuantiles)
      expect(quantile(normalCdf, chance)).toBeCloseTo(x, 9);
    for (const [chance, degrees, x] of reference.studentQuantiles)
      expect(quantile((t) => studentCdf(t, degrees), chance) / x).toBeCloseTo(1, 9);
  });

  it('are certain far out', () => {
    expect([normalCdf(9), normalCdf(-9), normalCdf(1e6)]).toEqual([1, 0, 1]);
  });
});

describe('intervals', () => {
  it.each(reference.corrected)('of a mean are those of the corrected resampled t-test', (sample) => {
    const { low, high } = correctedInterval(sample.values, sample.overlap, sample.chance)!;
    expect([low, high]).toEqual(sample.interval.map((end) => expect.closeTo(end, 10)));
  });

  it('of a mean are none for one value, nor for equal ones', () => {
    expect(correctedInterval([0.5], 0)).toBeUndefined();
    expect(correctedInterval([0.5, 0.5, 0.5], 0.25)).toBeUndefined();
    expect(correctedPValue([0.5], 0)).toBeUndefined();
    expect(correctedPValue([0.5, 0.5], 0)).toBeUndefined();
  });

  it.each(reference.correctedPValues)(
    'of $values, $overlap held out for each that trains, have the p-value of scipy',
    ({ values, overlap, pValue }) => expect(correctedPValue(values, overlap)).toBeCloseTo(pValue, 10),
  );

  it.each(reference.wilson)(
    'of $right of $images are those of Wilson',
    ({ right, images, chance, interval }) => {
      const { low, high } = wilsonInterval(right / images, images, chance);
      expect([low, high]).toEqual(interval.map((end) => expect.closeTo(end, 10)));
    },
  );

  /** Newcombe 1998, table II, method 10. */
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])('of the difference of %i of %i and %i of %i are as published', (a, ofA, b, ofB, low, high) => {
    const interval = newcombeInterval({ share: a / ofA, images: ofA }, { share: b / ofB, images: ofB });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});
