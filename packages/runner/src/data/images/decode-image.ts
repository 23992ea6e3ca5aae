import sharp from 'sharp';
import { stretch } from './stretch.js';

/** Why an image could not be decoded; a value, as one bad file among thousands is no reason to stop. */
export interface Unreadable {
  readonly unreadable: string;
}

export const isUnreadable = (decoded: Uint8Array | Unreadable): decoded is Unreadable =>
  'unreadable' in decoded;

/** 16,383²: room for the largest cameras, while a small file that claims to be larger is refused before it is decoded. */
const maxPixels = 16_383 ** 2;

// libvips remembers results by file name, and would give an old picture for a file that was replaced.
sharp.cache(false);

/**
 * Decodes an image file (by its content, whatever its name) to `[imageSize, imageSize, 3]`, RGB, 0–255, in row-major
 * order. Turned upright by EXIF; converted to 8-bit sRGB by its colour profile; transparency laid on white; the first
 * frame of an animation. Stretched to the square, whatever its proportions, by the kernel that PIL calls `BILINEAR`:
 * a triangle as wide as a pixel of the result, and at least as one of the source. `docs/data.md` says how exactly.
 */
export async function decodeImage(
  source: string | Uint8Array,
  imageSize: number,
): Promise<Uint8Array | Unreadable> {
  try {
    const { data, info } = await sharp(source, { failOn: 'error', limitInputPixels: maxPixels })
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .resize(imageSize, imageSize, {
        fit: 'fill',
        kernel: 'linear',
        withoutEnlargement: true,
        fastShrinkOnLoad: false,
      })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const isWhole = info.width === imageSize && info.height === imageSize;
    return isWhole ? data : stretch(data, info.width, info.height, imageSize);
  } catch (error) {
    return { unreadable: reasonOf(error as Error) };
  }
}

/** The last line of libvips's message, which is the nearest to the cause, without the names of its operations. */
const reasonOf = ({ message }: Error): string =>
  message.startsWith('Input file is missing')
    ? 'there is no such file'
    : message
        .split('\n')
        .findLast((line) => /^[a-z]/i.test(line))!
        .replace(/^Input (file|buffer) (has|contains) |^\w+: /i, '')
        .replace(/:$/, '');
