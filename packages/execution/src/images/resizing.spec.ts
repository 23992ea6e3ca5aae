import sharp from 'sharp';
import { resample, seededRandom } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';

/** Pillow's `Resample.c` for BILINEAR along one axis of a row of RGB pixels, in floating point. */
function pillowAxis(row: Float64Array, to: number): Float64Array {
  const from = row.length / 3;
  const scale = from / to;
  const support = Math.max(scale, 1);
  const output = new Float64Array(to * 3);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const last = Math.min(from, Math.floor(centre + support + 0.5));
    const weights = Array.from({ length: last - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k - centre + 0.5) / support)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [k, weight] of weights.entries()) {
      for (let channel = 0; channel < 3; channel++) {
        output[i * 3 + channel]! += (weight / total) * row[(first + k) * 3 + channel]!;
      }
    }
  }
  return output;
}

function pillow(pixels: Uint8Array, width: number, height: number, size: number): Float64Array {
  const narrow = new Float64Array(height * size * 3);
  for (let y = 0; y < height; y++) {
    narrow.set(
      pillowAxis(Float64Array.from(pixels.subarray(y * width * 3, (y + 1) * width * 3)), size),
      y * size * 3,
    );
  }
  const output = new Float64Array(size * size * 3);
  for (let x = 0; x < size; x++) {
    const column = Float64Array.from(
      { length: height * 3 },
      (_, at) => narrow[(Math.floor(at / 3) * size + x) * 3 + (at % 3)]!,
    );
    pillowAxis(column, size).forEach(
      (value, at) => (output[(Math.floor(at / 3) * size + x) * 3 + (at % 3)] = value),
    );
  }
  return output;
}

/** Waves, an edge and noise. */
function picture(width: number, height: number): Uint8Array {
  const random = seededRandom('picture');
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % width;
    const y = Math.floor(at / 3 / width);
    const wave = 127 + 80 * Math.sin(x / 9 + (at % 3)) * Math.cos(y / 13);
    return (x > width / 3 && y > height / 2 ? 240 : wave) + 15 * random();
  });
}

describe('resizing', () => {
  it.each([
    ['enlarges', 64, 64, 150],
    ['enlarges a little', 140, 149, 150],
    ['keeps the size', 150, 150, 150],
    ['shrinks a little', 160, 170, 150],
    ['shrinks', 640, 480, 224],
    ['shrinks by much', 800, 600, 96],
    ['shrinks one side and enlarges the other', 40, 500, 150],
  ])('%s (%i × %i to %i) like Pillow’s BILINEAR', async (_, width, height, size) => {
    const pixels = picture(width, height);
    const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const decoded = (await decodeImage(png, size)) as Uint8Array;
    const differences = pillow(pixels, width, height, size).map((value, at) =>
      Math.abs(value - decoded[at]!),
    );
    expect(differences.reduce((worst, difference) => Math.max(worst, difference))).toBeLessThan(5);
    expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThan(
      0.75,
    );
  });

  it('interpolates between pixel centres and repeats the edges', () => {
    const whole = { scaled: 4, first: 0, count: 4 };
    const pair = { data: Uint8Array.of(0, 0, 0, 100, 40, 200), width: 2, height: 1 };
    const row = resample(pair, whole, { scaled: 1, first: 0, count: 1 }, 'bilinear');
    expect([...row]).toEqual([0, 0, 0, 25, 10, 50, 75, 30, 150, 100, 40, 200]);
  });
});
