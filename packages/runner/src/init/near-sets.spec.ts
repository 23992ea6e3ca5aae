import type { IndexedImage } from '@thaw/execution/data';
import { describe, expect, it } from 'vitest';
import { nearSets } from './near-sets.js';

const image = (name: string, rest: Partial<IndexedImage> = {}): IndexedImage => ({
  ...{ path: `${name}.png`, label: 0, sha256: name },
  ...rest,
});
const classes = ['cat', 'dog'];
const groups = (images: readonly IndexedImage[]) => images.map(({ group }) => group);

describe('images that look alike', () => {
  it('are a set through chains, with what copies and groups tie to them', () => {
    const images = [
      image('a'),
      image('b', { group: 'g' }),
      image('c', { group: 'g', label: 1 }),
      image('d', { sha256: 'a' }),
      image('e'),
    ];
    const { seen, images: grouped } = nearSets({ images, classes }, [[0, 1]]);
    expect(seen).toEqual({
      ...{ images: 4, parted: 0, isAllAlike: false },
      sets: [{ paths: ['a.png', 'b.png', 'c.png', 'd.png'], labels: ['cat', 'dog'] }],
    });
    expect(groups(grouped)).toEqual(['g', 'g', 'g', 'g', undefined]);
  });

  it('are named by the first where no group has a name', () => {
    const images = [image('a'), image('b'), image('c'), image('d')];
    const { images: grouped } = nearSets({ images, classes }, [
      [1, 2],
      [2, 3],
    ]);
    expect(groups(grouped)).toEqual([undefined, 'b.png', 'b.png', 'b.png']);
  });

  it('are no news where something holds them together already', () => {
    const images = [
      image('a', { group: 'g' }),
      image('b', { group: 'g' }),
      image('c'),
      image('d', { sha256: 'c' }),
    ];
    const result = nearSets({ images, classes }, [
      [0, 1],
      [2, 3],
    ]);
    expect(result.seen.sets).toEqual([]);
    expect(result.images).toBe(images);
  });

  it('stay apart, and are told, where a manifest parts them', () => {
    const images = [image('a', { split: 'train' }), image('b', { split: 'validation' }), image('c')];
    const { seen, images: same } = nearSets({ images, classes }, [[0, 1]]);
    expect(seen).toMatchObject({ sets: [], images: 0, parted: 1 });
    expect(same).toBe(images);
  });

  it('are not taken for copies where a tenth of many do', () => {
    const images = Array.from({ length: 300 }, (_, index) => image(`${index}`));
    const pairs = images.slice(1, 31).map((_, index) => [index, index + 1] as const);
    expect(nearSets({ images, classes }, pairs).seen).toMatchObject({ sets: [], isAllAlike: true });
    expect(nearSets({ images, classes }, pairs.slice(1)).seen).toMatchObject({ isAllAlike: false });
  });
});
