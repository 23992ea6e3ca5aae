import { describe, expect, it } from 'vitest';
import type { AffineTransform } from '../ports/engine.js';
import { asChanges, imageChanges, unchanged } from './image-changes.js';
import type { ChangedImage } from './image-operation.js';
import { imageOperations, type AugmentConfig } from './image-operations.js';

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

  it('draws what it has always drawn, since what is stored was made from that', () => {
    expect(imageChanges(everything, 16, { seed: 42, round: 3, image: 7 })).toEqual({
      transform: [
        0.8192534478971971, -0.001881843268772363, -1.0640797534158724, -0.001881843268772363,
        -0.8192534478971971, 16.015449294915157,
      ],
      contrast: 0.8611525289714337,
      brightness: -0.03135818652808666,
    });
  });

  it('draws the same from the same, and anew for each seed, round and image', () => {
    const from = { seed: 42, round: 3, image: 7 };
    const draw = (other: Partial<typeof from> = {}) => imageChanges(everything, 16, { ...from, ...other });
    expect(draw()).toEqual(draw());
    for (const other of [{ seed: 43 }, { round: 4 }, { image: 8 }]) expect(draw(other)).not.toEqual(draw());
  });

  it('draws those of a copy from the content of its image, so that they are the same wherever that stands', () => {
    const draw = (image: string) => imageChanges(everything, 16, { seed: 42, round: 0, image });
    expect(draw('f00d')).toEqual(draw('f00d'));
    expect(draw('f00d')).not.toEqual(draw('cafe'));
  });
});

const { flip, rotate, zoom, shift, brightness, contrast } = imageOperations;
const leftToRight = { horizontally: true, vertically: false };
const topToBottom = { horizontally: false, vertically: true };

/** Where the pixel of the result at (x, y) comes from. */
const source = ([a, b, c, d, e, f]: AffineTransform, x: number, y: number) => [
  a * x + b * y + c,
  d * x + e * y + f,
];

describe.each([1, 2, 7, 32])('the transform of an image of %i pixels', (size) => {
  const last = size - 1;
  const [x, y] = [Math.floor(size / 3), last];
  const right = { x: 1 / size, y: 0 };

  it.each<[string, ChangedImage, [number, number]]>([
    ['mirrors left to right', flip.apply(unchanged, leftToRight), [last - x, y]],
    ['mirrors top to bottom', flip.apply(unchanged, topToBottom), [x, last - y]],
    ['turns a quarter clockwise', rotate.apply(unchanged, 90), [y, last - x]],
    ['turns a quarter back', rotate.apply(unchanged, -90), [last - y, x]],
    ['turns by half', rotate.apply(unchanged, 180), [last - x, last - y]],
    ['shifts to the right and up', shift.apply(unchanged, { x: 3 / size, y: -2 / size }), [x - 3, y + 2]],
    ['enlarges around the centre', zoom.apply(unchanged, 2), [(x + last / 2) / 2, (y + last / 2) / 2]],
    ['shifts what is mirrored', shift.apply(flip.apply(unchanged, leftToRight), right), [last - (x - 1), y]],
    ['mirrors what is shifted', flip.apply(shift.apply(unchanged, right), leftToRight), [last - x - 1, y]],
    ['turns what is shifted', rotate.apply(shift.apply(unchanged, right), 90), [y - 1, last - x]],
    [
      'enlarges what is shifted',
      zoom.apply(shift.apply(unchanged, right), 2),
      [(x + last / 2) / 2 - 1, (y + last / 2) / 2],
    ],
  ])('%s', (_, changed, [expectedX, expectedY]) => {
    const [foundX, foundY] = source(asChanges(changed, size).transform, x, y);
    expect(foundX).toBeCloseTo(expectedX, 9);
    expect(foundY).toBeCloseTo(expectedY, 9);
  });
});

describe('tones', () => {
  it.each([
    ['brightness before contrast', contrast.apply(brightness.apply(unchanged, 0.25), 2)],
    ['contrast before brightness', brightness.apply(contrast.apply(unchanged, 2), 0.25)],
  ])('come to the same in either order: %s', (_, changed) => {
    expect(asChanges(changed, 8)).toMatchObject({ contrast: 2, brightness: 0.25 });
  });
});
