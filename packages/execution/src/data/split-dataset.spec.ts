import { seededRandom, shuffledIndices } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import type { IndexedImage } from './dataset-index.js';
import { splitDataset, type Split } from './split-dataset.js';

const shares = { validation: 0.15, test: 0.1 };

type Sketch = Partial<IndexedImage> & { readonly label: number };
function dataset(sketches: readonly Sketch[]) {
  const images = sketches.map((sketch, index) => ({
    path: `${index}.png`,
    sha256: `content ${index}`,
    ...sketch,
  }));
  const labels = Math.max(...images.map(({ label }) => label)) + 1;
  return { classes: Array.from({ length: labels }, (_, label) => `class ${label}`), images };
}
const ofCounts = (...counts: number[]) =>
  dataset(counts.flatMap((count, label) => Array.from({ length: count }, () => ({ label }))));

const countsOf = ({ images }: { images: readonly IndexedImage[] }, indices: Uint32Array, label: number) =>
  indices.filter((index) => images[index]!.label === label).length;

function expectPartition(split: Split, images: number): void {
  const all = [...split.train, ...split.validation, ...split.test];
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: images }, (_, index) => index));
  for (const indices of Object.values(split))
    expect([...indices]).toEqual([...indices].toSorted((a, b) => a - b));
}

describe('splitDataset', () => {
  it.each([
    [[100, 40, 7, 3, 2], shares],
    [[2, 2, 2, 2, 2, 2, 2, 2, 2, 2], { validation: 0.2, test: 0 }],
    [[20, 20, 20], { validation: 0.15, test: 0.15 }],
    [[33, 5, 2], { validation: 0.5, test: 0.5 }],
    [[10, 10], { validation: 0, test: 0 }],
    [[9, 2], { validation: 1, test: 0 }],
  ])(
    'gives each class of %j its share of %j to within one image, and an image to train on',
    (counts, wanted) => {
      const data = ofCounts(...counts);
      const split = splitDataset(data, wanted, 42);
      expectPartition(split, data.images.length);
      for (const [label, count] of counts.entries()) {
        expect(countsOf(data, split.train, label)).toBeGreaterThanOrEqual(1);
        for (const name of ['validation', 'test'] as const) {
          expect(Math.abs(countsOf(data, split[name], label) - wanted[name] * count)).toBeLessThanOrEqual(1);
        }
      }
    },
  );

  it('gives each split its share of the whole, however small the classes are', () => {
    const split = splitDataset(ofCounts(...new Array<number>(50).fill(2)), { validation: 0.2, test: 0.1 }, 1);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([70, 20, 10]);
  });

  it('draws by the seed', () => {
    const data = ofCounts(40, 40);
    expect(splitDataset(data, shares, 1)).toEqual(splitDataset(data, shares, 1));
    expect(splitDataset(data, shares, 1).validation).not.toEqual(splitDataset(data, shares, 2).validation);
    const held = new Set(
      Array.from({ length: 60 }, (_, seed) => [...splitDataset(data, shares, seed).validation]).flat(),
    );
    expect(held.size).toBe(80);
  });

  it('depends neither on the order of images nor on their paths', () => {
    const data = ofCounts(40, 25, 3);
    const contents = (split: Split, images: readonly IndexedImage[]) =>
      Object.values(split).map((indices: Uint32Array) =>
        [...indices].map((index) => images[index]!.sha256).sort(),
      );
    const order = shuffledIndices(data.images.length, seededRandom('order'));
    const shuffled = Array.from(order, (index) => ({ ...data.images[index]!, path: `moved/${index}.png` }));
    expect(contents(splitDataset({ ...data, images: shuffled }, shares, 5), shuffled)).toEqual(
      contents(splitDataset(data, shares, 5), data.images),
    );
  });

  it('moves few images when one is added', () => {
    const before = ofCounts(200, 200);
    const after = dataset([...before.images, { label: 0, sha256: 'new', path: 'new.png' }]);
    const heldBefore = new Set(splitDataset(before, shares, 9).validation);
    const moved = [...splitDataset(after, shares, 9).validation].filter((index) => !heldBefore.has(index));
    expect(moved.length).toBeLessThanOrEqual(4);
  });

  it('keeps groups together, and copies of one picture', () => {
    const random = seededRandom('groups');
    const data = dataset(
      Array.from({ length: 300 }, (_, index) => {
        const group = Math.floor(random() * 60);
        return group < 40
          ? { label: group % 3, group: `subject ${group}` }
          : { label: group % 3, sha256: index % 2 === 0 ? `picture ${group}` : `own ${index}` };
      }),
    );
    for (let seed = 0; seed < 10; seed++) {
      const split = splitDataset(data, { validation: 0.2, test: 0.2 }, seed);
      expectPartition(split, 300);
      const homes = new Map<string, Set<string>>();
      for (const [name, indices] of Object.entries(split) as [string, Uint32Array][]) {
        for (const index of indices) {
          const { group, sha256 } = data.images[index]!;
          homes.set(group ?? sha256, (homes.get(group ?? sha256) ?? new Set()).add(name));
        }
      }
      expect([...homes.values()].every((names) => names.size === 1)).toBe(true);
      for (const label of [0, 1, 2]) {
        const share =
          countsOf(data, split.validation, label) /
          data.images.filter((image) => image.label === label).length;
        expect(Math.abs(share - 0.2)).toBeLessThan(0.06);
      }
    }
  });

  it('trains on a class that is one group, and on each class of a group of several', () => {
    const whole = Array.from({ length: 6 }, () => ({ label: 0, group: 'only' }));
    const mixed = [0, 1, 2].map(() => ({ label: 1, group: 'mixed' }));
    const rest = Array.from({ length: 20 }, () => ({ label: 2 }));
    const data = dataset([...whole, ...mixed, { label: 2, group: 'mixed' }, ...rest]);
    const split = splitDataset(data, { validation: 0.6, test: 0.2 }, 3);
    expectPartition(split, data.images.length);
    for (const label of [0, 1, 2]) expect(countsOf(data, split.train, label)).toBeGreaterThan(0);
  });

  it('leaves images where the manifest puts them, with their group, and divides the others by the shares', () => {
    const named = [
      ...Array.from({ length: 5 }, () => ({ label: 0, split: 'test' as const })),
      { label: 1, split: 'validation' as const, group: 'g' },
      { label: 1, group: 'g' },
    ];
    const open = Array.from({ length: 40 }, (_, index) => ({ label: index % 2 }));
    const data = dataset([...named, ...open]);
    const split = splitDataset(data, { validation: 0.2, test: 0 }, 0);
    expect([...split.test]).toEqual([0, 1, 2, 3, 4]);
    expect([...split.validation].filter((index) => index < named.length)).toEqual([5, 6]);
    expect(split.validation).toHaveLength(2 + 8);
  });

  it('refuses a manifest that leaves classes without training images', () => {
    const data = dataset([
      { label: 0, split: 'train' },
      { label: 1, split: 'test' },
      { label: 2, split: 'validation' },
    ]);
    expect(() => splitDataset(data, shares, 0)).toThrow(
      'THAW-DATA-NO-TRAINING: class class 1 has no training images\n' +
        'THAW-DATA-NO-TRAINING: class class 2 has no training images',
    );
  });
});
