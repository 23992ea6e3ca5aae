import type { IndexedImage } from '@thaw/execution/data';
import type { PixelsRequest } from '@thaw/execution/images';
import { open } from 'node:fs/promises';

/** Pixels as a program reads them. */
export interface PixelFile {
  readonly path: string;
  /** `[images, imageSize, imageSize, 3]` */
  readonly shape: readonly number[];
}

/** Writes images as they are shown to a network; says which could be read. */
export async function writePixels(
  path: string,
  request: PixelsRequest,
): Promise<{ readonly file: PixelFile; readonly images: readonly IndexedImage[] }> {
  const { imagePixels } = await import('@thaw/execution/images');
  const images: IndexedImage[] = [];
  const handle = await open(path, 'wx');
  try {
    for await (const batch of imagePixels(request)) {
      images.push(...batch.images);
      await handle.writeFile(batch.pixels);
    }
  } finally {
    await handle.close();
  }
  const { imageSize } = request;
  return { file: { path, shape: [images.length, imageSize, imageSize, 3] }, images };
}
