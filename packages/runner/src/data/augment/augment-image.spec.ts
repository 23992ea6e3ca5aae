import { seededRandom, type AugmentConfig } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { augmentImage } from './augment-image.js';
import { drawChanges } from './draw-changes.js';
import { changeTone } from './tone.js';
import { warp } from './warp.js';

const nothing: AugmentConfig = { flip: 'none', rotate: 0, zoom: 0, shift: 0, brightness: 0, contrast: 0 };
const everything: AugmentConfig = {
  flip: 'both',
  rotate: 40,
  zoom: 0.3,
  shift: 0.2,
  brightness: 0.2,
  contrast: 0.4,
};
const still = {
  mirrored: { horizontally: false, vertically: false },
  degrees: 0,
  zoom: 1,
  shift: { x: 0, y: 0 },
};

function noise(size: number): Uint8Array {
  const random = seededRandom('noise');
  return Uint8Array.from({ length: size * size * 3 }, () => random() * 256);
}

/** Moves whole pixels: `from(x, y)` is where the pixel of the result comes from. */
function moved(
  pixels: Uint8Array,
  size: number,
  from: (x: number, y: number) => [number, number],
): Uint8Array {
  const output = new Uint8Array(pixels.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [fromX, fromY] = from(x, y);
      const source = (fromY * size + fromX) * 3;
      output.set(pixels.subarray(source, source + 3), (y * size + x) * 3);
    }
  }
  return output;
}

const sizes = [1, 2, 7, 32];

describe('augmentImage', () => {
  it('changes nothing when nothing is asked for, whatever the seed', () => {
    for (const size of sizes) {
      for (let seed = 0; seed < 20; seed++)
        expect(augmentImage(noise(size), size, nothing, seed)).toEqual(noise(size));
    }
  });

  it('gives the same for the same seed, other pictures for others, and leaves its input alone', () => {
    const pixels = noise(16);
    const first = augmentImage(pixels, 16, everything, [42, 3, 'a']);
    expect(augmentImage(pixels, 16, everything, [42, 3, 'a'])).toEqual(first);
    expect(augmentImage(pixels, 16, everything, [42, 4, 'a'])).not.toEqual(first);
    expect(pixels).toEqual(noise(16));
  });
});

describe('warp', () => {
  it.each(sizes)('mirrors exactly, and back (%i px)', (size) => {
    const pixels = noise(size);
    const mirror = (horizontally: boolean, vertically: boolean, image = pixels) =>
      warp(image, size, { ...still, mirrored: { horizontally, vertically } });
    expect(mirror(true, false)).toEqual(moved(pixels, size, (x, y) => [size - 1 - x, y]));
    expect(mirror(false, true)).toEqual(moved(pixels, size, (x, y) => [x, size - 1 - y]));
    expect(mirror(true, true, mirror(true, true))).toEqual(pixels);
  });

  it.each(sizes)('turns by quarters exactly, clockwise (%i px)', (size) => {
    const pixels = noise(size);
    const turn = (degrees: number) => warp(pixels, size, { ...still, degrees });
    expect(turn(90)).toEqual(moved(pixels, size, (x, y) => [y, size - 1 - x]));
    expect(turn(-90)).toEqual(moved(pixels, size, (x, y) => [size - 1 - y, x]));
    expect(turn(180)).toEqual(moved(pixels, size, (x, y) => [size - 1 - x, size - 1 - y]));
  });

  it('shifts by whole pixels exactly and reflects what comes into view', () => {
    const size = 8;
    const pixels = noise(size);
    const shifted = warp(pixels, size, { ...still, shift: { x: 3 / size, y: -2 / size } });
    const reflected = (index: number) =>
      index < 0 ? -1 - index : index >= size ? 2 * size - 1 - index : index;
    expect(shifted).toEqual(moved(pixels, size, (x, y) => [reflected(x - 3), reflected(y + 2)]));
  });

  it('interpolates between two pixels when it shifts by half of one', () => {
    const row = Uint8Array.from([0, 100, 200, 40].flatMap((value) => [value, value, value]));
    const pixels = Uint8Array.from([...row, ...row, ...row, ...row]);
    const shifted = warp(pixels, 4, { ...still, shift: { x: -0.5 / 4, y: 0 } });
    expect([0, 3, 6, 9].map((at) => shifted[at])).toEqual([50, 150, 120, 40]);
  });

  it('zooms around the centre', () => {
    const size = 9;
    const pixels = noise(size);
    const doubled = warp(pixels, size, { ...still, zoom: 2 });
    const middle = ((size * size - 1) / 2) * 3;
    expect(doubled.subarray(middle, middle + 3)).toEqual(pixels.subarray(middle, middle + 3));
    // Two places from the centre shows what was one place from it.
    expect(doubled.subarray(middle + 6, middle + 9)).toEqual(pixels.subarray(middle + 3, middle + 6));
  });

  it('leaves an image of one colour as it is, however it is moved', () => {
    const flat = new Uint8Array(12 * 12 * 3).fill(77);
    for (let seed = 0; seed < 50; seed++) {
      const wild = { ...everything, rotate: 180, shift: 1, zoom: 0.99, brightness: 0, contrast: 0 };
      expect(augmentImage(flat, 12, wild, seed)).toEqual(flat);
    }
  });
});

describe('changeTone', () => {
  const toned = (values: readonly number[], brightness: number, contrast: number) => {
    const pixels = Uint8Array.from(values.flatMap((value) => [value, value, 9]));
    changeTone(pixels, { brightness, contrast });
    return values.map((_, index) => pixels[index * 3]);
  };

  it('adds a share of 255 and clips', () => {
    expect(toned([0, 100, 250], 0.1, 1)).toEqual([26, 126, 255]);
    expect(toned([0, 100, 250], -0.2, 1)).toEqual([0, 49, 199]);
  });

  it('spreads values around the mean of their channel', () => {
    expect(toned([90, 100, 110], 0, 2)).toEqual([80, 100, 120]);
    expect(toned([90, 100, 110], 0, 0)).toEqual([100, 100, 100]);
  });
});

describe('drawChanges', () => {
  const draws = Array.from({ length: 2000 }, (_, seed) => drawChanges(everything, seed));
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

  it.each([
    ['degrees', draws.map(({ degrees }) => degrees), 0, 40],
    ['zoom', draws.map(({ zoom }) => zoom), 1, 0.3],
    ['shift to the right', draws.map(({ shift }) => shift.x), 0, 0.2],
    ['shift down', draws.map(({ shift }) => shift.y), 0, 0.2],
    ['brightness', draws.map(({ brightness }) => brightness), 0, 0.2],
    ['contrast', draws.map(({ contrast }) => contrast), 1, 0.4],
  ])('draws %s uniformly from its range', (_, values, centre, range) => {
    for (const value of values) expect(Math.abs(value - centre)).toBeLessThanOrEqual(range);
    // Four standard errors of a uniform distribution's mean and mean square.
    expect(Math.abs(mean(values) - centre)).toBeLessThan((4 * range) / Math.sqrt(3 * values.length));
    const squares = mean(values.map((value) => ((value - centre) / range) ** 2));
    expect(Math.abs(squares - 1 / 3)).toBeLessThan((4 * Math.sqrt(4 / 45)) / Math.sqrt(values.length));
  });

  it('mirrors half of the time, each axis by itself, and only the axes that it may', () => {
    for (const axis of ['horizontally', 'vertically'] as const) {
      expect(Math.abs(mean(draws.map(({ mirrored }) => Number(mirrored[axis]))) - 0.5)).toBeLessThan(0.05);
    }
    const both = draws.filter(({ mirrored }) => mirrored.horizontally && mirrored.vertically);
    expect(Math.abs(both.length / draws.length - 0.25)).toBeLessThan(0.05);
    for (let seed = 0; seed < 50; seed++) {
      expect(drawChanges({ ...everything, flip: 'horizontal' }, seed).mirrored.vertically).toBe(false);
      expect(drawChanges({ ...everything, flip: 'vertical' }, seed).mirrored.horizontally).toBe(false);
    }
  });

  it('draws the other changes as before when one setting changes', () => {
    const before = drawChanges(everything, 7);
    const after = drawChanges({ ...everything, flip: 'none', rotate: 5 }, 7);
    expect(after).toEqual({ ...before, mirrored: still.mirrored, degrees: before.degrees / 8 });
  });
});
