import { readFileSync, writeFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { decodingCost } from './decoding-cost.js';

// What decoding takes is as the installed libraries do it: after a new one, this says whether the table still holds.

const side = 1600;
/** Of what the tests themselves and the garbage collector do meanwhile. */
const slack = 16e6;

const colour = { r: 200, g: 30, b: 60 };
const opaque = (width = side, height = side): Sharp =>
  sharp({ create: { width, height, channels: 3, background: colour } });
const deep = (width = side, height = side): Sharp =>
  sharp({ create: { width, height, channels: 4, background: { ...colour, alpha: 0.5 } } }).toColourspace(
    'rgb16',
  );

/** The most memory that this process has held since it was last asked to forget. */
const heldBytes = (): number => {
  const status = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)![1]);
};
const forget = (): void => writeFileSync('/proc/self/clear_refs', '5');

beforeAll(async () => {
  sharp.concurrency(1);
  await decodeImage(await opaque(50, 50).png().toBuffer(), 224);
});

it.each([
  ['PNG', () => opaque().png()],
  ['interlaced PNG', () => opaque().png({ progressive: true })],
  ['interlaced PNG of 16 bits', () => deep().png({ progressive: true })],
  ['wide PNG', () => opaque(400_000, 10).png()],
  ['wide PNG of 16 bits', () => deep(400_000, 10).png()],
  ['progressive JPEG', () => opaque().jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['wide JPEG', () => opaque(65_000, 100).jpeg()],
  ['WebP', () => opaque().webp({ effort: 0 })],
  ['lossless WebP', () => opaque().webp({ lossless: true, effort: 0 })],
  ['GIF', () => opaque().gif({ effort: 1 })],
  ['AVIF', () => opaque().avif({ effort: 0 })],
  ['AVIF of 10 bits', () => opaque().avif({ effort: 0, bitdepth: 10, chromaSubsampling: '4:4:4' })],
  ['TIFF', () => opaque().tiff({ compression: 'lzw' })],
  ['TIFF of 16 bits', () => deep().tiff({ compression: 'deflate' })],
])('decodes %s in the memory that is kept free for it', async (_, image) => {
  const bytes = await image().toBuffer();
  const { bytes: expected } = (await decodingCost(bytes))!;
  forget();
  const before = heldBytes();
  expect(await decodeImage(bytes, 224)).toBeInstanceOf(Uint8Array);
  expect(heldBytes() - before).toBeLessThan(expected + slack);
});
