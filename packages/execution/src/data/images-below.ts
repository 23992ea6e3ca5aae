import type { DataSource } from '@thaw/core';
import type { DigestCache } from './digest-cache.js';
import { FileSource } from './file-source.js';
import { isFolder, isImageFile, listFiles } from './image-files.js';

const label = 'image';

/** All images below a folder, whatever they show. */
export const imagesBelow = (root: string, digests: DigestCache): DataSource =>
  new FileSource(
    root,
    async () => {
      const paths = (await isFolder(root)) ? (await listFiles(root)).filter(isImageFile) : [];
      const images = paths.map((path) => ({ path, label }));
      return { images, classes: [label], problems: [], warnings: [] };
    },
    digests,
  );
