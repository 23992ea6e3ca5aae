import { ThawError, usualResize, type Resize } from '@thaw/core';
import { readRegular } from '../files/open-regular.js';
import { saysOutOfMemory } from '../launcher/last-words.js';
import { openImage } from './open-image.js';
import { tiffTags } from './tiff-tags.js';
import { toSquare } from './to-square.js';
import { isUnreadable, type Unreadable } from './unreadable.js';

export interface DecodeOptions {
  /** How many pixels the image has by its header, which it is held to. */
  readonly pixels?: number;
  readonly resize?: Resize;
}

/**
 * Decodes an image file (by its content, whatever its name) to `[imageSize, imageSize, 3]`, RGB, 0–255, in row-major
 * order. Turned upright by EXIF; converted to 8-bit sRGB by its colour profile; transparency laid on white; the first
 * frame of an animation. `docs/data.md` says exactly how it meets the square.
 * @throws MemoryRanOut
 */
export async function decodeImage(
  source: string | Uint8Array,
  imageSize: number,
  { pixels = usualPixels, resize = usualResize }: DecodeOptions = {},
): Promise<Uint8Array | Unreadable> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = typeof source === 'string' ? await readRegular(source) : source;
    const image = await openImage(bytes, pixels);
    return isUnreadable(image) ? image : await toSquare(image, imageSize, resize);
  } catch (error) {
    if (error instanceof ThawError) throw error;
    requireMemory(error as Error);
    return { unreadable: reasonOf(error as Error, bytes !== undefined && tiffTags(bytes) !== undefined) };
  }
}

/** What libvips' users mostly allow. */
const usualPixels = 2 ** 28;

/** Not a property of an image, and no reason to leave it out. */
export class MemoryRanOut extends Error {}

/** As libjpeg, libheif and libtiff put it, beside what `saysOutOfMemory` knows; libheif also calls its own limits so, and libtiff a list of nothing. */
const shortages =
  /insufficient memory|memory allocation error(?!: security)|failed to allocate(?!.*\(0 elements)/i;

function requireMemory(error: Error): void {
  const { message } = error;
  if (shortages.test(message) || saysOutOfMemory(message))
    throw new MemoryRanOut(`out of memory: ${message}`, { cause: error });
}

/** libvips keeps the messages of all threads in one place, so only which step failed is known for certain. */
function reasonOf({ message, code }: NodeJS.ErrnoException, isTiff: boolean): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (/^Input .* (unsupported image format|is empty)/i.test(message)) return 'not an image of a known format';
  if (message.startsWith('Input image exceeds pixel limit')) return 'more pixels than it may have';
  return isTiff ? 'damaged, cut off or of an uncommon kind' : 'damaged or cut off';
}
