import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { decodedBytes } from './decoded-bytes.js';

const grey = (): Sharp =>
  sharp({ create: { width: 300, height: 200, channels: 3, background: 'grey' } }).withMetadata({
    orientation: 6,
  });

it.each([
  ['PNG', () => grey().png()],
  ['JPEG', () => grey().jpeg()],
  [
    'progressive JPEG with a profile before its size',
    () => grey().withIccProfile('p3').jpeg({ progressive: true }),
  ],
  ['WebP', () => grey().webp()],
  ['TIFF', () => grey().tiff()],
  ['GIF', () => grey().gif()],
])('knows by the header of a %s what it takes decoded', async (_, image) => {
  const bytes = await image().toBuffer();
  expect(await decodedBytes(bytes)).toBe(300 * 200 * 4);
});

it('finds nothing to hold in what is no image, or is cut off in its header', async () => {
  const [png, jpeg] = [await grey().png().toBuffer(), await grey().jpeg().toBuffer()];
  for (const bytes of [new Uint8Array(), Buffer.from('text'), png.subarray(0, 12), jpeg.subarray(0, 5)])
    expect(await decodedBytes(bytes)).toBe(0);
});
