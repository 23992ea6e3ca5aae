import type { Resize } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';

const photos = join(import.meta.dirname, 'photos');
const { side, cases } = JSON.parse(readFileSync(join(photos, 'cases.json'), 'utf8')) as {
  readonly side: number;
  readonly cases: readonly { readonly file: string; readonly resize: Resize }[];
};
const references = await sharp(join(photos, 'references.png')).raw().toBuffer();
const bytes = side * side * 3;

const square = async (source: string | Uint8Array, imageSize: number, resize: Resize) =>
  (await decodeImage(source, imageSize, { resize })) as Uint8Array;

describe('the square', () => {
  it.each(cases.map((each, index) => ({ ...each, mode: each.resize.mode, index })))(
    'shows $file as timm with PIL does, case $index: $mode',
    async ({ file, resize, index }) => {
      const pixels = await square(join(photos, file), side, resize);
      const expected = references.subarray(index * bytes, (index + 1) * bytes);
      const differences = pixels.map((value, at) => Math.abs(value - expected[at]!)).toSorted();
      const mean = differences.reduce((sum, each) => sum + each, 0) / bytes;
      expect(mean).toBeLessThan(0.75);
      expect(differences[Math.floor(0.99 * bytes)]).toBeLessThanOrEqual(4);
    },
  );

  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: { r: 200, g: 100, b: 50 } } })
      .png()
      .toBuffer();
  const colour = [9, 8, 7] as const;
  const letterbox = { mode: 'letterbox', interpolation: 'bilinear', colour } as const;
  const crop = { mode: 'crop', interpolation: 'lanczos', cropFraction: 0.5 } as const;

  it('has bars on both sides of what is smaller, one pixel more behind it where they are odd', async () => {
    for (const [width, height] of [
      [50, 30],
      [5, 3],
      [500, 300],
    ] as const) {
      const pixels = await square(await picture(width, height), 9, letterbox);
      const rows = Array.from({ length: 9 }, (_, y) => [...pixels.subarray(y * 27, y * 27 + 3)]);
      const bar = [9, 8, 7];
      const shown = [200, 100, 50];
      // 5.4 rows are 5.
      expect(rows).toEqual([bar, bar, shown, shown, shown, shown, shown, bar, bar]);
    }
  });

  it('is filled by images of any proportions', async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 4000],
      [4000, 1],
      [3, 200],
      [700, 2],
    ] as const) {
      const pixels = await square(await picture(width, height), 16, crop);
      expect(new Set(pixels)).toEqual(new Set([200, 100, 50]));
      const letters = await square(await picture(width, height), 16, letterbox);
      expect(letters).toHaveLength(16 * 16 * 3);
      expect(letters).toContain(200);
    }
  });

  it('does not tell whether an image is cut off by whether the part is shown', async () => {
    const tall = await sharp({
      create: {
        width: 60,
        height: 3000,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer();
    const cut = tall.subarray(0, tall.length * 0.9);
    expect(await decodeImage(cut, 16, { resize: crop })).toEqual({ unreadable: 'damaged or cut off' });
  });
});
