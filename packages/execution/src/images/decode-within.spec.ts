import sharp from 'sharp';
import { expect, it } from 'vitest';
import { ByteBudget } from './byte-budget.js';
import { decodeWithin } from './decode-within.js';
import { largestWebp, png } from './pictures.fixture.js';
import { refusedProblems, type Refused } from './refused.js';

const maxPixels = 200_000_000;
const limits = () => ({ maxPixels, room: new ByteBudget(1e6) });

it('refuses what has more pixels than it may, by its header, and says how to have it decoded', async () => {
  const refused = await decodeWithin(largestWebp(), 8, limits());
  expect(refused).toMatchObject({ refused: 'pixels', width: 16_383, height: 16_383, maxPixels });
  expect(refusedProblems([{ ...(refused as Refused), path: 'a/sky.webp' }])).toEqual([
    {
      code: 'THAW-DATA-IMAGE-TOO-LARGE',
      message: 'an image has more pixels than data.maxPixels allows',
      expected: 'at most 200,000,000 pixels',
      found: '\n  a/sky.webp: 268,402,689 pixels, 16,383 × 16,383',
      remedy:
        'make the images smaller or take them out of the dataset, or set data.maxPixels to at least 268402689; decoding then takes up to 2.7 GB of memory',
    },
  ]);
});

it('refuses what takes more memory than there is, however many pixels it may have', async () => {
  const endless = png({ width: 2 ** 20, height: 2 ** 20 });
  const refused = await decodeWithin(endless, 8, { ...limits(), maxPixels: Infinity });
  expect(refused).toMatchObject({ refused: 'memory' });
  expect(refusedProblems([{ ...(refused as Refused), path: 'a.png' }])).toMatchObject([
    {
      code: 'THAW-RUN-OUT-OF-MEMORY',
      found: expect.stringContaining('a.png: 1,048,576 × 1,048,576') as string,
    },
  ]);
});

it('takes room for what decoding takes, and gives it back also where nothing comes of it', async () => {
  const taken: number[] = [];
  const room = {
    take: async (bytes: number) => void taken.push(bytes),
    give: (bytes: number) => void taken.push(-bytes),
  };
  const image = sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
  expect(await decodeWithin(await image.png().toBuffer(), 4, { maxPixels: 81, room })).toHaveLength(48);
  expect(await decodeWithin(png({ width: 9, height: 9 }), 4, { maxPixels: 81, room })).toEqual({
    unreadable: 'damaged or cut off',
  });
  expect(taken[0]).toBeGreaterThan(4 * 81);
  expect(taken).toEqual([taken[0], -taken[0]!, taken[0], -taken[0]!]);
});
