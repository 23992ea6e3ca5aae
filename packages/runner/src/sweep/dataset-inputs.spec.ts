import { describe, expect, it } from 'vitest';
import type { DatasetIndex } from '../data/dataset-index.js';
import { DatasetInputs } from './dataset-inputs.js';

const index = (shift = 0): DatasetIndex => ({
  root: '/data',
  classes: ['daisy', 'rose'],
  images: Array.from({ length: 20 }, (_, place) => ({
    path: `${place + shift}.png`,
    label: place % 2,
    sha256: String(place).padStart(64, '0'),
  })),
  warnings: [],
});
const inputs = new DatasetInputs(new Map([['stage', index()]]));
const of = (seed: number, test = 0.2) =>
  inputs.of({ dataset: 'stage', split: { validation: 0.2, test, seed } }, { root: '/data/flowers' });

describe('the dataset inputs of a run', () => {
  it('are its splits, with what is in them', () => {
    expect(of(1).map(({ digest: _, ...input }) => input)).toEqual(
      [
        ['train', 12],
        ['validation', 4],
        ['test', 4],
      ].map(([context, images]) => ({
        ...{ name: 'flowers', context, images, classes: 2, stage: 'stage', source: '/data/flowers' },
      })),
    );
    for (const { digest } of of(1)) expect(digest).toMatch(/^[0-9a-f]{16}$/);
  });

  it('have digests that say whether the images are the same, wherever they lie', () => {
    const digests = (list: ReturnType<typeof of>) => list.map(({ digest }) => digest);
    const moved = new DatasetInputs(new Map([['other', index(100)]]));
    const split = { validation: 0.2, test: 0.2, seed: 1 };
    expect(digests(moved.of({ dataset: 'other', split }, { root: '/elsewhere' }))).toEqual(digests(of(1)));
    expect(digests(of(2))).not.toEqual(digests(of(1)));
    expect(new Set(digests(of(1))).size).toBe(3);
  });

  it('leave out a split without images, and are called after the manifest where there is one', () => {
    expect(of(1, 0).map(({ context }) => context)).toEqual(['train', 'validation']);
    const split = { validation: 0, test: 0, seed: 1 };
    const [all] = inputs.of({ dataset: 'stage', split }, { root: '/data', manifest: '/specs/emoji-240.csv' });
    expect(all).toMatchObject({ name: 'emoji-240', images: 20, source: '/data' });
  });
});
