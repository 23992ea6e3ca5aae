import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { isUnreadable } from './unreadable.js';

const size = 32;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-images-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Colour = readonly [red: number, green: number, blue: number];
const [red, green, blue, white]: Colour[] = [
  [230, 30, 30],
  [20, 180, 40],
  [30, 40, 220],
  [255, 255, 255],
];

/** Four fields of colour, so that mirroring and turning show: red, green over blue, white. */
function quarters(width = size, height = size): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = y < height / 2 ? (x < width / 2 ? red : green) : x < width / 2 ? blue : white;
      pixels.set(colour!, (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function decoded(source: Uint8Array | string, imageSize = size): Promise<Uint8Array> {
  const pixels = await decodeImage(source, imageSize);
  if (isUnreadable(pixels)) throw new Error(pixels.unreadable);
  expect(pixels).toHaveLength(imageSize * imageSize * 3);
  return pixels;
}

/** The colours in the middle of the four quarters: top left, top right, bottom left, bottom right. */
function fields(pixels: Uint8Array, side = size): Colour[] {
  const at = (x: number, y: number) =>
    [...pixels.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)] as never;
  const [near, far] = [side / 4, (3 * side) / 4];
  return [at(near, near), at(far, near), at(near, far), at(far, far)];
}

function expectFields(pixels: Uint8Array, colours: readonly (Colour | undefined)[], tolerance: number): void {
  const difference = (a: Colour, b: Colour) =>
    Math.max(...a.map((value, channel) => Math.abs(value - b[channel]!)));
  const worst = Math.max(...fields(pixels).map((colour, index) => difference(colour, colours[index]!)));
  expect(worst, JSON.stringify(fields(pixels))).toBeLessThanOrEqual(tolerance);
}

describe('decodeImage', () => {
  it.each([
    ['PNG', () => quarters().png(), 0],
    ['PNG with a palette', () => quarters().png({ palette: true, colours: 4, dither: 0 }), 0],
    ['PNG of 16 bits', () => quarters().toColourspace('rgb16').png(), 0],
    ['interlaced PNG', () => quarters().png({ progressive: true }), 0],
    ['JPEG', () => quarters().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }), 4],
    ['progressive JPEG', () => quarters().jpeg({ quality: 95, progressive: true }), 4],
    ['WebP', () => quarters().webp({ quality: 95 }), 6],
    ['lossless WebP', () => quarters().webp({ lossless: true }), 0],
    ['GIF', () => quarters().gif({ dither: 0 }), 0],
    ['AVIF of 10 bits', () => quarters().avif({ quality: 90, bitdepth: 10 }), 6],
    ['TIFF', () => quarters().tiff(), 4],
    ['TIFF of 16 bits', () => quarters().toColourspace('rgb16').tiff({ compression: 'lzw' }), 0],
    ['AVIF', () => quarters().avif({ quality: 90 }), 6],
  ])('reads %s', async (_, image, tolerance) => {
    expectFields(await decoded(await image().toBuffer()), [red, green, blue, white], tolerance);
  });

  it('is tested with pictures that do have 16 bits', async () => {
    expect((await sharp(await quarters().toColourspace('rgb16').png().toBuffer()).metadata()).depth).toBe(
      'ushort',
    );
  });

  // What each value means is defined by Exif 2.3, table 6; the arguments undo it.
  it.each([
    [1, [red, green, blue, white]],
    [2, [green, red, white, blue]],
    [3, [white, blue, green, red]],
    [4, [blue, white, red, green]],
    [5, [red, blue, green, white]],
    [6, [blue, red, white, green]],
    [7, [white, green, blue, red]],
    [8, [green, white, red, blue]],
  ])('turns a picture upright by EXIF orientation %i', async (orientation, colours) => {
    const jpeg = await quarters(64, 48)
      .withMetadata({ orientation })
      .jpeg({ chromaSubsampling: '4:4:4' })
      .toBuffer();
    expectFields(await decoded(jpeg), colours, 4);
  });

  it('makes three equal channels of gray, and of gray of 16 bits', async () => {
    const gray = sharp({
      create: { width: 20, height: 20, channels: 3, background: { r: 90, g: 90, b: 90 } },
    });
    for (const space of ['b-w', 'grey16']) {
      const png = await gray.clone().toColourspace(space).png().toBuffer();
      expect((await sharp(png).metadata()).channels).toBe(1);
      expect(new Set(await decoded(png)), space).toEqual(new Set([90]));
    }
  });

  it('lays transparency on white, also over gray and 16 bits', async () => {
    const half = { r: 0, g: 0, b: 0, alpha: 128 / 255 };
    const veil = sharp({ create: { width: 20, height: 20, channels: 4, background: half } });
    const pngs = [
      veil.clone().png(),
      veil.clone().toColourspace('b-w').png(),
      veil.clone().toColourspace('rgb16').png(),
      veil.clone().webp({ lossless: true }),
    ];
    for (const png of pngs) {
      for (const value of new Set(await decoded(await png.toBuffer())))
        expect(Math.abs(value - 127)).toBeLessThan(2);
    }
    const clear = { r: 200, g: 0, b: 0, alpha: 0 };
    const nothing = sharp({ create: { width: 20, height: 20, channels: 4, background: clear } }).png();
    expect(new Set(await decoded(await nothing.toBuffer()))).toEqual(new Set([255]));
  });

  it('turns CMYK into the colours that it stands for', async () => {
    const cmyk = await quarters().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(cmyk).metadata()).channels).toBe(4);
    // Printing inks do not reach these colours, so only which channel leads is compared.
    const [topLeft, topRight, bottomLeft, bottomRight] = fields(await decoded(cmyk));
    const leading = (colour: Colour) => colour.indexOf(Math.max(...colour));
    expect([topLeft, topRight, bottomLeft].map((colour) => leading(colour!))).toEqual([0, 1, 2]);
    expect(Math.min(...bottomRight!)).toBeGreaterThan(245);
  });

  it('converts from the colour profile that an image carries', async () => {
    const wide = await quarters().withIccProfile('p3').png().toBuffer();
    expect((await sharp(wide).metadata()).icc).toBeDefined();
    expectFields(await decoded(wide), [red, green, blue, white], 6);
  });

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(
      [red!, blue!].map(([r, g, b]) =>
        sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } })
          .png()
          .toBuffer(),
      ),
    );
    for (const format of ['gif', 'webp'] as const) {
      const animation = await sharp(frames, { join: { animated: true } })
        [format]({ lossless: true } as object)
        .toBuffer();
      expect((await sharp(animation).metadata()).pages).toBe(2);
      expectFields(await decoded(animation), [red, red, red, red], 2);
    }
  });

  it('goes by the content, not by the name', async () => {
    const file = join(folder, 'really-a-png.jpg');
    await quarters().png().toFile(file);
    expectFields(await decoded(file), [red, green, blue, white], 0);
  });

  it('sees that a file was replaced', async () => {
    const file = join(folder, 'replaced.png');
    await writeFile(file, await quarters().png().toBuffer());
    await decoded(file);
    await writeFile(file, await quarters().flop().png().toBuffer());
    expectFields(await decoded(file), [green, red, white, blue], 0);
  });

  it('stretches a picture of any proportions to the square, in both directions at once', async () => {
    for (const [width, height] of [
      [200, 10],
      [10, 200],
      [1, 1],
      [31, 33],
    ] as const) {
      const pixels = await decoded(await quarters(width, height).png().toBuffer());
      if (width > 1) expectFields(pixels, [red, green, blue, white], 30);
    }
  });

  it('says why an image cannot be read', async () => {
    const jpeg = await sharp(await noise())
      .jpeg()
      .toBuffer();
    const png = await sharp(await noise())
      .png()
      .toBuffer();
    const reasons = await Promise.all(
      [
        Buffer.alloc(0),
        Buffer.from('This is not an image.'),
        jpeg.subarray(0, jpeg.length / 2),
        png.subarray(0, png.length / 2),
        png.subarray(0, 20),
      ].map(async (content, index) => {
        const file = join(folder, `broken-${index}.jpg`);
        await writeFile(file, content);
        return decodeImage(file, size);
      }),
    );
    const [strange, damaged] = ['not an image of a known format', 'damaged or cut off'];
    expect(reasons).toEqual(
      [strange, strange, damaged, damaged, damaged].map((unreadable) => ({ unreadable })),
    );
    expect(await decodeImage(join(folder, 'nowhere.jpg'), size)).toEqual({
      unreadable: 'there is no such file',
    });
  });

  it('does not draw what is no picture but describes one, whatever it is called', async () => {
    const file = join(folder, 'drawing.png');
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="9" height="9"/></svg>';
    await writeFile(file, drawing);
    const unreadable = 'not an image of a known format';
    expect(await decodeImage(file, size)).toEqual({ unreadable });
    expect(await decodeImage(Buffer.from(`<?xml version="1.0"?>\n${drawing}`), size)).toEqual({ unreadable });
  });

  it('refuses a small file that claims to be enormous, without decoding it', async () => {
    const bomb = await quarters().png().toBuffer();
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    expect(await decodeImage(bomb, size)).toEqual({ unreadable: 'more pixels than it may have' });
  });
});

const noise = (): Promise<Buffer> =>
  sharp({
    create: {
      width: 64,
      height: 64,
      channels: 3,
      background: 'gray',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .png()
    .toBuffer();
