import type { MistakeGallery } from '@thaw/tracker';
import { join } from 'node:path';

/** The gallery with its pictures, as far as they are still in the folder of the images. */
export async function withThumbnails(gallery: MistakeGallery, root: string): Promise<MistakeGallery> {
  // Imported when it is needed: a command that draws nothing starts sooner without a decoder.
  const { thumbnail } = await import('@thaw/execution/images');
  const worst = await Promise.all(
    gallery.worst.map(async (mistake) => ({
      ...mistake,
      thumbnail: await thumbnail(join(root, mistake.path)),
    })),
  );
  return { ...gallery, worst };
}
