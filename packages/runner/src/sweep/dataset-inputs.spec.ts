import { type DatasetIndex, type UnreadableImage, usableDataset } from '@thaw/execution/data';
import { describe, expect, it } from 'vitest';
import { DatasetInputs } from './dataset-inputs.js';

const index = (shift = 0): DatasetIndex => ({
  root: '/data',
  classes: ['daisy', 'rose'],
  images: Array.from({ length: 20 }, (_, place) => ({
    path: `${place + shift}.png`,
    label: place % 2,
    sha256: String(place).padStart(64, '0'),
  })),
  imageBytes: 0,
  warnings: [],
});
const inputs = new DatasetInputs();
const of = (seed: number, test = 0.2, unreadable: readonly UnreadableImage[] = []) =>
  inputs.of(usableDataset(index(), { validation: 0.2, test, seed }, unreadable), 'stage', {
    root: '/data/flowers',
  });

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
    const moved = usableDataset(index(100), { validation: 0.2, test: 0.2, seed: 1 }, []);
    expect(digests(inputs.of(moved, 'other', { root: '/elsewhere' }))).toEqual(digests(of(1)));
    expect(digests(of(2))).not.toEqual(digests(of(1)));
    expect(new Set(digests(of(1))).size).toBe(3);
  });

  it('count only what can be read', () => {
    const [all, readable] = [of(1), of(1, 0.2, [{ row: 4, path: '4.png', reason: 'damaged or cut off' }])];
    const sum = (list: ReturnType<typeof of>) => list.reduce((images, input) => images + input.images, 0);
    expect([sum(all), sum(readable)]).toEqual([20, 19]);
    expect(readable.map(({ digest }) => digest)).not.toEqual(all.map(({ digest }) => digest));
  });

  it('leave out a split without images, and are called after the manifest where there is one', () => {
    expect(of(1, 0).map(({ context }) => context)).toEqual(['train', 'validation']);
    const undivided = usableDataset(index(), { validation: 0, test: 0, seed: 1 }, []);
    const [all] = inputs.of(undivided, 'stage', { root: '/data', manifest: '/specs/emoji-240.csv' });
    expect(all).toMatchObject({ name: 'emoji-240', images: 20, source: '/data' });
  });
});
