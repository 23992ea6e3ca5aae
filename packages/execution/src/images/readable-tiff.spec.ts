import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { isUnreadable } from './unreadable.js';
import { writeTiff, type TiffSketch } from './tiff.fixture.js';

const colour = [200, 100, 50];
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const shorts = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const longs = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const swapped = (bytes: Uint8Array) => Buffer.from(bytes).swap16();
const rgb = { photometric: 2, bits: [8, 8, 8] };

async function firstPixel(tiff: Uint8Array): Promise<number[] | string> {
  const decoded = await decodeImage(tiff, 8);
  if (isUnreadable(decoded)) return decoded.unreadable;
  expect(new Set(decoded.slice(0, 3)), 'all pixels are equal').toEqual(new Set(decoded.slice(-3)));
  return [...decoded.slice(0, 3)];
}

describe('a TIFF', () => {
  it.each<[string, TiffSketch, number[]]>([
    ['RGB', { ...rgb, pixel: Uint8Array.from(colour) }, colour],
    [
      'RGB of 16 bits',
      { ...rgb, bits: [16, 16, 16], pixel: shorts(...colour.map((value) => value * 257)) },
      colour,
    ],
    [
      'RGB of 16 bits, the high one first',
      {
        ...rgb,
        bits: [16, 16, 16],
        bigEndian: true,
        pixel: swapped(shorts(...colour.map((value) => value * 257))),
      },
      colour,
    ],
    ['gray', { photometric: 1, bits: [8], pixel: Uint8Array.of(90) }, [90, 90, 90]],
    ['gray with white as 0', { photometric: 0, bits: [8], pixel: Uint8Array.of(90) }, [165, 165, 165]],
    [
      'CIELAB',
      { photometric: 8, bits: [16, 16, 16], pixel: shorts(140 * 257, 35 * 256, 45 * 256) },
      [202, 105, 54],
    ],
    [
      'YCbCr of coarse colours',
      // Four of brightness, one of each colour: a square of 2 × 2 pixels.
      {
        photometric: 6,
        bits: [8, 8, 8],
        pixel: Uint8Array.of(124, 124, 124, 124, 86, 182),
        pixels: 4,
        subsampling: 2,
      },
      colour,
    ],
    [
      'RGB with transparency',
      { ...rgb, bits: [8, 8, 8, 8], pixel: Uint8Array.of(...colour, 0), extraSamples: [2] },
      [255, 255, 255],
    ],
    [
      'RGB with a channel of no known meaning',
      { ...rgb, bits: [8, 8, 8, 8], pixel: Uint8Array.of(...colour, 0), extraSamples: [0] },
      colour,
    ],
    [
      'RGB with several such channels',
      {
        ...rgb,
        bits: [8, 8, 8, 8, 8],
        pixel: Uint8Array.of(...colour, 0, 77),
        extraSamples: [0, 0],
      },
      colour,
    ],
  ])('is read: %s', async (_, sketch, expected) => {
    const found = await firstPixel(writeTiff(sketch));
    for (const [channel, value] of expected.entries())
      expect(Math.abs(Number(found[channel]) - value), String(found)).toBeLessThanOrEqual(1);
  });

  const floating = 'a TIFF of floating-point numbers, of which black and white are not known';
  it.each<[string, TiffSketch, string]>([
    ['floats from 0 to 1', { ...rgb, bits: [32, 32, 32], format: 3, pixel: floats(0.8, 0.4, 0.2) }, floating],
    ['floats from 0 to 255', { ...rgb, bits: [32, 32, 32], format: 3, pixel: floats(...colour) }, floating],
    ['gray floats', { photometric: 1, bits: [32], format: 3, pixel: floats(0.4) }, floating],
    [
      'half floats',
      { ...rgb, bits: [16, 16, 16], format: 3, pixel: shorts(0x3a00, 0x3600, 0x3200) },
      floating,
    ],
    ['32 bits', { ...rgb, bits: [32, 32, 32], pixel: longs(4e9, 2e9, 1e9) }, 'a TIFF of 32-bit numbers'],
    ['gray of 32 bits', { photometric: 1, bits: [32], pixel: longs(2e9) }, 'a TIFF of 32-bit numbers'],
    ['signed numbers', { ...rgb, format: 2, pixel: Uint8Array.of(100, 50, 20) }, 'a TIFF of signed numbers'],
    [
      'signed 16 bits',
      { photometric: 1, bits: [16], format: 2, pixel: shorts(9000) },
      'a TIFF of signed numbers',
    ],
    [
      'YCbCr as it is',
      { photometric: 6, bits: [8, 8, 8], pixel: Uint8Array.of(124, 86, 182), subsampling: 1 },
      'a TIFF of YCbCr colours that are not compressed as JPEG',
    ],
    [
      'what a camera’s sensor saw',
      { photometric: 32803, bits: [8], pixel: Uint8Array.of(90) },
      'a TIFF of a kind of colours that is not read',
    ],
    [
      'transparency and more channels',
      { ...rgb, bits: [8, 8, 8, 8, 8], pixel: Uint8Array.of(...colour, 9, 77), extraSamples: [2, 0] },
      'damaged, cut off or of an uncommon kind',
    ],
  ])('is unreadable, with the reason, rather than another picture: %s', async (_, sketch, reason) => {
    expect(await firstPixel(writeTiff(sketch))).toBe(reason);
  });

  it('is damaged where a directory of it is empty, for which libtiff has no memory, as it says', async () => {
    const whole = writeTiff({ ...rgb, pixel: Uint8Array.from(colour) });
    const directory = whole.readUInt32LE(4);
    // Where it says that the next one is.
    whole.writeUInt32LE(whole.length, directory + 2 + 12 * whole.readUInt16LE(directory));
    const damaged = Buffer.concat([whole, Buffer.alloc(16)]);
    expect(await firstPixel(damaged)).toBe('damaged, cut off or of an uncommon kind');
  });

  it('is read as sharp writes it, but not what sharp writes as floats', async () => {
    const picture = sharp({
      create: { width: 16, height: 16, channels: 3, background: { r: 200, g: 100, b: 50 } },
    });
    for (const compression of ['jpeg', 'lzw', 'deflate', 'none'] as const)
      expect(await firstPixel(await picture.clone().tiff({ compression, quality: 100 }).toBuffer())).toEqual(
        colour,
      );
    const big = await picture.clone().tiff({ bigtiff: true, compression: 'lzw' }).toBuffer();
    expect(big.readUInt16LE(2)).toBe(43);
    expect(await firstPixel(big)).toEqual(colour);
    expect(
      await firstPixel(await picture.clone().toColourspace('scrgb').tiff({ compression: 'lzw' }).toBuffer()),
    ).toBe(floating);
    for (const length of [2, 9, 30, big.length - 10])
      expect(await firstPixel(big.subarray(0, length))).toMatch(/not an image of a known format|cut off/);
  });
});
