import { intoSquare, isUsual, scaledSize, type Interpolation, type Resize } from '@thaw/core';
import type { Sharp } from 'sharp';

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
  return intoSquare(pixels, size ?? info, side, resize);
}

/**
 * How far libvips shrinks an axis, while it decodes. From a factor of four on it averages whole pixels first, and shrinks JPEGs in reading them:
 * up to 2.5 of 255 from PIL, on average. Where three times as many pixels are left to shrink here it is a tenth of that. It does not
 * enlarge as PIL does at all, but between pixel corners, which moves the picture by half a pixel.
 */
const shrunkTo = (from: number, scaled: number): number =>
  from < 4 * scaled ? Math.min(from, scaled) : 3 * scaled;
