import { isUsual, scaledSize, squareBegins, type Colour, type Interpolation, type Resize } from '@thaw/core';
import type { Sharp } from 'sharp';
import { resample, type Pixels, type Window } from './resample.js';

/** What libvips calls them. */
const kernels = { bilinear: 'linear', bicubic: 'cubic', lanczos: 'lanczos3' } as const satisfies Record<
  Interpolation,
  string
>;

/**
 * An image as the network's square, RGB, row by row. Rows that a crop does not show are decoded too, so that whether an image can be
 * read does not depend on how it is shown.
 */
export async function toSquare(image: Sharp, side: number, resize: Resize): Promise<Uint8Array> {
  const size = isUsual(resize) ? undefined : (await image.metadata()).autoOrient;
  const scaled = size ? scaledSize(resize, size, side) : { width: side, height: side };
  const shrunk = size
    ? { width: shrunkTo(size.width, scaled.width), height: shrunkTo(size.height, scaled.height) }
    : scaled;
  const { data, info } = await image
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .resize(shrunk.width, shrunk.height, {
      fit: 'fill',
      kernel: kernels[resize.interpolation],
      withoutEnlargement: true,
      fastShrinkOnLoad: false,
    })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  // Not the Buffer itself, whose `slice` shares memory where a Uint8Array's copies.
  const pixels = { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height };
  const [across, down] = [windowOf(scaled.width, side), windowOf(scaled.height, side)];
  const isScaled = width === scaled.width && height === scaled.height;
  const shown = isScaled ? cut(pixels, across, down) : resample(pixels, across, down, resize.interpolation);
  return resize.mode === 'letterbox' ? framed(shown, across, down, side, resize.colour) : shown;
}

/**
 * How far libvips shrinks an axis, while it decodes. From a factor of four on it averages whole pixels first, and shrinks JPEGs in reading them:
 * up to 2.5 of 255 from PIL, on average. Where three times as many pixels are left to shrink here it is a tenth of that. It does not
 * enlarge as PIL does at all, but between pixel corners, which moves the picture by half a pixel.
 */
const shrunkTo = (from: number, scaled: number): number =>
  from < 4 * scaled ? Math.min(from, scaled) : 3 * scaled;

/** What the square shows of an axis: all of it, or its middle. */
const windowOf = (scaled: number, side: number): Window => ({
  scaled,
  first: Math.max(0, squareBegins(scaled, side)),
  count: Math.min(scaled, side),
});

function cut({ data, width, height }: Pixels, across: Window, down: Window): Uint8Array {
  if (across.count === width && down.count === height) return data;
  const stride = across.count * 3;
  const output = new Uint8Array(down.count * stride);
  for (let y = 0; y < down.count; y++) {
    const at = ((down.first + y) * width + across.first) * 3;
    output.set(data.subarray(at, at + stride), y * stride);
  }
  return output;
}

/** In the middle of a square of one colour. */
function framed(
  shown: Uint8Array,
  { scaled: width }: Window,
  { scaled: height }: Window,
  side: number,
  colour: Colour,
): Uint8Array {
  const square = new Uint8Array(side * side * 3);
  for (let at = 0; at < square.length; at += 3) square.set(colour, at);
  const [left, top] = [-squareBegins(width, side), -squareBegins(height, side)];
  for (let y = 0; y < height; y++)
    square.set(shown.subarray(y * width * 3, (y + 1) * width * 3), ((top + y) * side + left) * 3);
  return square;
}
