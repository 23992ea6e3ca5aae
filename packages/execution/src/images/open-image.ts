import sharp, { type Sharp } from 'sharp';
import { readableTiff } from './readable-tiff.js';
import { isUnreadable, type Unreadable } from './unreadable.js';

// It remembers results by file name, and would give an old picture for a file that was replaced.
sharp.cache(false);

// It can draw SVG and open other things too, which under the name of an image are none.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].flatMap((format) =>
    ['File', 'Buffer'].map((source) => `VipsForeignLoad${format}${source}`),
  ),
});

/**
 * An image by the bytes of its file, whatever it is called, turned upright by EXIF; nothing of it is decoded before it
 * is asked for. All pictures are opened here: what a network is not shown people are not shown either.
 * @param pixels how many it may have, by its header; any number, where only the header is asked for.
 */
export async function openImage(bytes: Uint8Array, pixels = Infinity): Promise<Sharp | Unreadable> {
  // Of sharp, a limit of 0 is none.
  const limitInputPixels = pixels === Infinity ? false : Math.max(1, pixels);
  const options = { failOn: 'error', limitInputPixels } as const;
  const readable = await readableTiff(bytes, options);
  return isUnreadable(readable) ? readable : sharp(readable, options).autoOrient();
}
