import { defaults, type DataSource } from '@thaw/core';
import { decodingCost } from './decoding-cost.js';
import { openImage } from './open-image.js';
import { filesHere, picturesHere } from './room-here.js';
import { isUnreadable } from './unreadable.js';

/** Shown at half of it, so that it is sharp on dense screens too. */
const side = 192;

/** An image as a small WebP; undefined if it cannot be read, not any more, or has more pixels than this. */
export async function thumbnail(
  source: DataSource,
  path: string,
  maxPixels: number = defaults.maxPixels,
): Promise<Uint8Array | undefined> {
  try {
    return await filesHere.hold(await source.size(path), async () => {
      const bytes = await source.read(path);
      const cost = await decodingCost(bytes);
      const pixels = cost && cost.width * cost.height;
      if (!pixels || pixels > maxPixels) return undefined;
      return picturesHere.hold(cost.bytes, () => draw(bytes, pixels));
    });
  } catch {
    return undefined;
  }
}

async function draw(bytes: Uint8Array, pixels: number): Promise<Uint8Array | undefined> {
  const image = await openImage(bytes, pixels);
  if (isUnreadable(image)) return undefined;
  return image
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .toBuffer();
}
