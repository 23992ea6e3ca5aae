import type { AffineTransform, AugmentConfig } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { affineTransform } from './affine-transform.js';
import { imageChanges } from './image-changes.js';

const nothing: AugmentConfig = { flip: 'none', rotate: 0, zoom: 0, shift: 0, brightness: 0, contrast: 0 };
const everything: AugmentConfig = {
  flip: 'both',
  rotate: 40,
  zoom: 0.3,
  shift: 0.2,
  brightness: 0.2,
  contrast: 0.4,
};

describe('imageChanges', () => {
  it('changes nothing when nothing is asked for, whatever it is drawn from', () => {
    for (let image = 0; image < 20; image++) {
      const changes = imageChanges(nothing, 32, { seed: 1, round: image % 3, image });
      expect(source(changes.transform, 5, 9)).toEqual([5, 9]);
      expect(changes.contrast).toBe(1);
      expect(changes.brightness).toBeCloseTo(0, 12);
    }
  });

  it('draws the same from the same, and anew for each seed, round and image', () => {
    const from = { seed: 42, round: 3, image: 7 };
    const draw = (other: Partial<typeof from> = {}) => imageChanges(everything, 16, { ...from, ...other });
    expect(draw()).toEqual(draw());
    for (const other of [{ seed: 43 }, { round: 4 }, { image: 8 }]) expect(draw(other)).not.toEqual(draw());
  });
});

const still = {
  mirrored: { horizontally: false, vertically: false },
  degrees: 0,
  zoom: 1,
  shift: { x: 0, y: 0 },
};

/** Where the pixel of the result at (x, y) comes from. */
const source = ([a, b, c, d, e, f]: AffineTransform, x: number, y: number) => [
  a * x + b * y + c,
  d * x + e * y + f,
];

describe.each([1, 2, 7, 32])('the transform of an image of %i pixels', (size) => {
  const last = size - 1;
  const [x, y] = [Math.floor(size / 3), last];

  it.each([
    ['mirrors left to right', { mirrored: { horizontally: true, vertically: false } }, [last - x, y]],
    ['mirrors top to bottom', { mirrored: { horizontally: false, vertically: true } }, [x, last - y]],
    ['turns a quarter clockwise', { degrees: 90 }, [y, last - x]],
    ['turns a quarter back', { degrees: -90 }, [last - y, x]],
    ['turns by half', { degrees: 180 }, [last - x, last - y]],
    ['shifts to the right and up', { shift: { x: 3 / size, y: -2 / size } }, [x - 3, y + 2]],
    ['enlarges around the centre', { zoom: 2 }, [(x + last / 2) / 2, (y + last / 2) / 2]],
    [
      'shifts what is mirrored, as the mirroring comes before',
      { mirrored: { horizontally: true, vertically: false }, shift: { x: 1 / size, y: 0 } },
      [last - (x - 1), y],
    ],
  ])('%s', (_, changes, [expectedX, expectedY]) => {
    const [foundX, foundY] = source(affineTransform({ ...still, ...changes }, size), x, y);
    expect(foundX).toBeCloseTo(expectedX!, 9);
    expect(foundY).toBeCloseTo(expectedY!, 9);
  });
});
