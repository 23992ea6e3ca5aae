import { seededRandom, type SplitSettings } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import type { IndexedImage } from './dataset-index.js';
import { divideDataset } from './divide-dataset.js';
import { splitDataset } from './split-dataset.js';
import { unitsOf } from './split-units.js';

const classes = ['a', 'b', 'c'];
/** So many images of each class, all different and in no group. */
const plain = (...counts: readonly number[]): readonly IndexedImage[] =>
  counts.flatMap((count, label) =>
    Array.from({ length: count }, (_, index) => {
      const name = `${classes[label]} ${index}`;
      return { path: `${name}.png`, label, sha256: name };
    }),
  );
/** Images in groups of up to seven, some of which have copies elsewhere. */
function grouped(name: string): readonly IndexedImage[] {
  const random = seededRandom(name);
  const draw = (below: number) => Math.floor(random() * below);
  return Array.from({ length: 90 }, (_, index) => ({
    path: `${index}.png`,
    label: draw(3),
    sha256: draw(9) === 0 ? `copy ${draw(5)}` : `own ${index}`,
    ...(draw(2) > 0 && { group: `g${draw(25)}` }),
  }));
}

const inFolds = (images: readonly IndexedImage[], of: number, more: Partial<SplitSettings> = {}) => {
  const { test = 0 } = more;
  return Array.from({ length: of }, (_, index) =>
    divideDataset(
      { classes, images },
      { seed: 42, test, validation: (1 - test) / of, ...more, fold: { number: index + 1, of } },
    ),
  );
};
const counts = (images: readonly IndexedImage[], members: Uint32Array) =>
  classes.map((_, label) => [...members].filter((image) => images[image]!.label === label).length);

describe('folds', () => {
  it('validate on every image that is not for the test once, and train on all others', () => {
    const images = grouped('once');
    const divisions = inFolds(images, 5, { test: 0.2 });
    const validated = divisions.flatMap(({ validation }) => [...validation]);
    const [{ test }] = divisions as [(typeof divisions)[0]];
    expect(new Set(validated).size).toBe(validated.length);
    expect([...validated, ...test].sort((a, b) => a - b)).toEqual([...images.keys()]);
    for (const { train, validation, test: tested } of divisions) {
      expect(tested).toEqual(test);
      expect([...train, ...validation, ...tested].sort((a, b) => a - b)).toEqual([...images.keys()]);
    }
  });

  it.each([
    [5, [20, 20, 20]],
    [5, [23, 9, 31]],
    [3, [4, 5, 7]],
    [7, [50, 8, 7]],
  ])('%i of them have as many images of each class of %j, to within one, and so together', (of, sizes) => {
    const images = plain(...sizes);
    const all = inFolds(images, of).map(({ validation }) => counts(images, validation));
    for (const [label, size] of sizes.entries()) {
      const shares = all.map((each) => each[label]!);
      expect(shares.every((share) => [Math.floor(size / of), Math.ceil(size / of)].includes(share))).toBe(
        true,
      );
    }
    const totals = all.map((each) => each.reduce((sum, share) => sum + share, 0));
    expect(Math.max(...totals) - Math.min(...totals)).toBeLessThanOrEqual(1);
  });

  it('never part what is tied by groups or copies', () => {
    for (let number = 0; number < 15; number++) {
      const images = grouped(`tangle ${number}`);
      for (const { train, validation, test } of inFolds(images, 4, { seed: number, test: 0.1 })) {
        const homes = [train, validation, test].map((part) => new Set(part));
        const homeOf = (image: number) => homes.findIndex((home) => home.has(image));
        for (const { members } of unitsOf(images)) expect(new Set(members.map(homeOf)).size).toBe(1);
      }
    }
  });

  it('do not depend on paths or the order of images', () => {
    const images = grouped('order');
    const shuffled = images.toReversed().map((image) => ({ ...image, path: `moved/${image.path}` }));
    const contents = (all: readonly IndexedImage[]) =>
      inFolds(all, 4, { test: 0.2 }).map(({ validation }) =>
        [...validation].map((image) => all[image]!.sha256).sort(),
      );
    expect(contents(shuffled)).toEqual(contents(images));
  });

  it('train on images of every class, also of one that is a single group', () => {
    const images = plain(12, 12, 4).map((image) => (image.label === 2 ? { ...image, group: 'one' } : image));
    for (const { train, validation } of inFolds(images, 4)) {
      expect(counts(images, train).every((count) => count > 0)).toBe(true);
      expect(counts(images, validation)[2]).toBe(0);
    }
  });

  it('leave what the manifest names where it is, and refuse images that it names for validation', () => {
    const named = (split: IndexedImage['split']) =>
      plain(10, 10, 10).map((image, index) => (index === 3 ? { ...image, split } : image)) as IndexedImage[];
    for (const { train } of inFolds(named('train'), 3)) expect(train).toContain(3);
    for (const { test } of inFolds(named('test'), 3)) expect([...test]).toEqual([3]);
    expect(() => inFolds(named('validation'), 3)).toThrow('THAW-DATA-FOLDS');
  });

  it('are refused where one would be empty', () => {
    expect(() => inFolds(plain(2, 2, 1), 6)).toThrow('fold 5 of 6 would have no images');
  });
});

describe('a repeat that draws the division anew', () => {
  const images = grouped('repeat');
  const shares = { validation: 0.3, test: 0.2, seed: 42 };
  const divide = (more: Partial<SplitSettings> = {}) =>
    divideDataset({ classes, images }, { ...shares, ...more });

  it('has other images for validation, as many, and the same for the test', () => {
    const [first, second, third] = [divide(), divide({ redrawn: 1 }), divide({ redrawn: 2 })];
    expect(first).toEqual(splitDataset({ classes, images }, shares, 42));
    for (const other of [second, third]) {
      expect(other.test).toEqual(first.test);
      expect(other.validation).not.toEqual(first.validation);
      expect(Math.abs(other.validation.length - first.validation.length)).toBeLessThanOrEqual(3);
    }
    expect(third.validation).not.toEqual(second.validation);
  });

  it('has other folds', () => {
    const [once, again] = [inFolds(images, 3, { test: 0.2 }), inFolds(images, 3, { test: 0.2, redrawn: 7 })];
    expect(again[0]!.test).toEqual(once[0]!.test);
    expect(again[0]!.validation).not.toEqual(once[0]!.validation);
  });
});
