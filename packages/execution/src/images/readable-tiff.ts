import sharp, { type SharpOptions } from 'sharp';
import type { Unreadable } from './unreadable.js';
import { tiffTags } from './tiff-tags.js';

const yCbCr = 6;
/** Both ways of JPEG in TIFF; libtiff then turns YCbCr into RGB. */
const jpegCompressions: ReadonlySet<number | undefined> = new Set([6, 7]);
/** Of an extra channel that is neither transparency nor anything else that the format knows. */
const unspecified = 0;

/**
 * A TIFF may hold numbers and colours of any kind, and libvips takes some of them for others without an error: 32 bits
 * for 8, negative numbers for none, YCbCr for RGB, any fourth channel for transparency. What it would misread is
 * unreadable, but for channels that can be left out; files of other formats come back as they are.
 */
export async function readableTiff(
  bytes: Uint8Array,
  options: SharpOptions,
): Promise<Uint8Array | Unreadable> {
  const tags = tiffTags(bytes);
  if (!tags) return bytes;
  const { depth, space, channels } = await sharp(bytes, options).metadata();
  if (depth === 'float' || depth === 'double')
    return { unreadable: 'a TIFF of floating-point numbers, of which black and white are not known' };
  // CIELAB of 16 bits is the one kind of signed numbers that is understood.
  if (depth !== 'uchar' && depth !== 'ushort' && space !== 'labs')
    return { unreadable: `a TIFF of ${depth === 'uint' ? '32-bit' : 'signed'} numbers` };
  if (space === 'multiband') return { unreadable: 'a TIFF of a kind of colours that is not read' };
  // From coarser colours libtiff makes RGB itself, with a channel for transparency.
  if (tags.photometric === yCbCr && channels === 3 && !jpegCompressions.has(tags.compression))
    return { unreadable: 'a TIFF of YCbCr colours that are not compressed as JPEG' };
  if (tags.extraSample !== unspecified) return bytes;
  // In one go with the resizing, the channel would weigh the colours as transparency does.
  return sharp(bytes, options)
    .autoOrient()
    .removeAlpha()
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer();
}
