import type { DataPlace } from '@thaw/core';
import { openDataSource } from '@thaw/execution/data';
import { webpUri, type MistakeGallery } from '@thaw/tracker';

/** The gallery with its pictures, as far as they are still where the images lie. */
export async function withThumbnails(gallery: MistakeGallery, data: DataPlace): Promise<MistakeGallery> {
  // Imported when it is needed: a command that draws nothing starts sooner without a decoder.
  const { thumbnail } = await import('@thaw/execution/images');
  const source = openDataSource(data);
  const worst = await Promise.all(
    gallery.worst.map(async (mistake) => {
      const webp = await thumbnail(source, mistake.path);
      return { ...mistake, ...(webp && { thumbnail: webpUri(webp) }) };
    }),
  );
  return { ...gallery, worst };
}
