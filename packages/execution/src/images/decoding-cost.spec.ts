import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { decodingCost } from './decoding-cost.js';
import { largestWebp, png } from './pictures.fixture.js';

const grey = (): Sharp =>
  sharp({ create: { width: 300, height: 200, channels: 3, background: 'grey' } }).withMetadata({
    orientation: 6,
  });
const deep = (): Sharp => grey().toColourspace('rgb16');

it.each([
  ['PNG', 4, () => grey().png()],
  ['PNG of 16 bits', 4, () => deep().png()],
  ['interlaced PNG', 5, () => grey().png({ progressive: true })],
  ['interlaced PNG with a palette', 6, () => grey().png({ progressive: true, palette: true })],
  ['interlaced PNG of 16 bits', 8, () => deep().png({ progressive: true })],
  ['JPEG', 4, () => grey().jpeg()],
  [
    'progressive JPEG with a profile before its size',
    7,
    () => grey().withIccProfile('p3').jpeg({ progressive: true }),
  ],
  ['WebP', 10, () => grey().webp()],
  ['TIFF', 6, () => grey().tiff()],
  ['TIFF of 16 bits', 12, () => deep().tiff({ compression: 'lzw' })],
  ['GIF', 6, () => grey().gif()],
  ['AVIF', 20, () => grey().avif({ effort: 0 })],
  ['AVIF of 10 bits', 27, () => grey().avif({ effort: 0, bitdepth: 10 })],
])('knows by the header of a %s that it takes %i bytes a pixel decoded', async (_, held, image) => {
  const bytes = await image().toBuffer();
  const cost = (await decodingCost(bytes))!;
  // AVIF is turned upright by whoever reads its header.
  const { width } = cost;
  expect([width, cost.height].sort()).toEqual([200, 300]);
  const forRows = cost.bytes - 300 * 200 * held;
  expect(forRows).toBeGreaterThan(0);
  expect(forRows % (width * 12 * 32)).toBe(0);
});

it('holds more for pictures that are very wide', async () => {
  const [wide, square] = [png({ width: 2_000_000, height: 100 }), png({ width: 16_000, height: 12_500 })];
  expect((await decodingCost(wide))!.bytes).toBeGreaterThan(1.1e9);
  expect((await decodingCost(square))!.bytes).toBeLessThan(0.9e9);
});

it('knows what the largest of pictures take that are small as files', async () => {
  const webp = largestWebp();
  expect(webp).toHaveLength(40);
  expect(await decodingCost(webp)).toMatchObject({ width: 16_383, height: 16_383 });
  expect((await decodingCost(webp))!.bytes).toBeGreaterThan(2.1e9);
  const deep = png({ width: 16_383, height: 16_383, colourType: 6, bits: 16, isInterlaced: true });
  expect((await decodingCost(deep))!.bytes).toBeGreaterThan(2.1e9);
});

it('reads a baseline JPEG whose channels come in scans of their own as one that is held whole', async () => {
  const jpeg = await grey().jpeg().toBuffer();
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  jpeg[scan + 4] = 1;
  const held =
    (await decodingCost(jpeg))!.bytes - (await decodingCost(await grey().jpeg().toBuffer()))!.bytes;
  expect(held).toBe(300 * 200 * (7 - 4));
});

it.each([
  ['TEM', 0x01],
  ['a restart', 0xd0],
])('is not led into a profile that says another size by %s, which no length follows', async (_, marker) => {
  const jpeg = await sharp({ create: { width: 300, height: 200, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  // The marker of APP1, taken for a length, leads into what says that the picture has no pixels.
  const profile = Buffer.alloc(2 + 0xffff);
  profile.set([0xff, 0xe1, 0xff, 0xff]);
  profile.set([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0], 0xffe1);
  profile.set([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0], 0xffe1 + 13);
  const bare = Buffer.from([0xff, marker]);
  const hostile = Buffer.concat([jpeg.subarray(0, 2), bare, profile, jpeg.subarray(2)]);
  expect(await decodingCost(hostile)).toMatchObject({ width: 300, height: 200 });
});

it('knows of no picture without pixels', async () => {
  const jpeg = await grey().jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.fill(0, frame + 5, frame + 9);
  expect(await decodingCost(jpeg)).toBeUndefined();
  expect(await decodingCost(png({ width: 0, height: 5 }))).toBeUndefined();
});

it('finds nothing in what is no image, or is cut off in its header', async () => {
  const [png, jpeg] = [await grey().png().toBuffer(), await grey().jpeg().toBuffer()];
  for (const bytes of [new Uint8Array(), Buffer.from('text'), png.subarray(0, 12), jpeg.subarray(0, 5)])
    expect(await decodingCost(bytes)).toBeUndefined();
});
