import type { DataSource } from '@thaw/core';
import { openImage } from './open-image.js';
import { isUnreadable } from './unreadable.js';

/** Shown at half of it, so that it is sharp on dense screens too. */
const side = 192;

/** An image as a small `data:` URI of WebP; undefined if it cannot be read, or not any more. */
export async function thumbnail(source: DataSource, path: string): Promise<string | undefined> {
  try {
    const image = await openImage(await source.read(path));
    if (isUnreadable(image)) return undefined;
    const data = await image
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .toBuffer();
    return `data:image/webp;base64,${data.toString('base64')}`;
  } catch {
    return undefined;
  }
}
