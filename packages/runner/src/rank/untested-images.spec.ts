import type { Run, RunConfig } from '@thaw/core';
import { divideDataset, type DatasetIndex } from '@thaw/execution/data';
import { expect, it } from 'vitest';
import { untestedImages } from './untested-images.js';

const index = {
  classes: ['a', 'b'],
  images: Array.from({ length: 40 }, (_, at) => ({
    path: `${at}.png`,
    sha256: String(at).padStart(2, '0'),
    label: at % 2,
  })),
} as unknown as DatasetIndex;
type Division = Pick<RunConfig, 'data' | 'seed'>;
const division = (seed: number, split: object = {}, root = 'images'): Division =>
  ({ seed, data: { root, split: { validation: 0.2, test: 0.2, ...split } } }) as unknown as Division;
const scoredFor = (own: Division, ...divisions: readonly Division[]) =>
  untestedImages(index, own, {
    runs: divisions.map((config) => ({ config }) as Run),
    positionOf: () => ({ file: 'x.yaml', line: 1, column: 1, length: 1 }),
  }).map(({ sha256 }) => Number(sha256));
const testOf = ({ data, seed }: Division) => [...divideDataset(index, { ...data.split, seed }).test];

it('compares networks by no image that is for the test in any run, whatever its seed', () => {
  const [one, two] = [division(1), division(2)];
  const scored = scoredFor(one, one, two);
  const tested = new Set([...testOf(one), ...testOf(two)]);
  expect(tested.size).toBeGreaterThan(8);
  expect(scored).toEqual([...Array(40).keys()].filter((image) => !tested.has(image)));
});

it('compares by the images of all folds, which have one test', () => {
  const fold = (number: number) => division(1, { validation: 0.8 / 4, fold: { number, of: 4 } });
  const scored = scoredFor(fold(1), ...[1, 2, 3, 4].map(fold));
  expect(scored).toHaveLength(32);
  expect(scored.filter((image) => testOf(fold(3)).includes(image))).toEqual([]);
});

it('is refused where hardly an image is left that no run has for a test', () => {
  const seeds = [...Array(60).keys()].map((seed) => division(seed, { test: 0.4 }));
  expect(() => scoredFor(division(0, { test: 0.4 }), ...seeds)).toThrow(
    'THAW-DATA-EMPTY-SPLIT: there are not enough images to compare networks by',
  );
});

it('asks nothing of the tests of other images', () => {
  expect(scoredFor(division(1), division(1), division(2, {}, 'others'))).toHaveLength(32);
});
