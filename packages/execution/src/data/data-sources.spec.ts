import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'vitest';
import { describeDataSource, type GivenImage } from '../contract/describe-data-source.js';
import { openDataSource } from './data-sources.js';
import { DigestCache } from './digest-cache.js';

/** Files below `images/`, and besides what says which and what they show. */
const datasetIn =
  (
    pathOf: (image: GivenImage, index: number) => string,
    describedBy: (folder: string, lines: readonly string[]) => Promise<{ readonly manifest?: string }>,
  ) =>
  async (images: readonly GivenImage[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-source-'));
    const root = join(folder, 'images');
    const write = async (path: string, bytes: Uint8Array) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), bytes);
    };
    const paths = images.map(pathOf);
    for (const [index, path] of paths.entries()) await write(path, images[index]!.bytes);
    const described = await describedBy(
      folder,
      paths.map((path, index) => `${path},${images[index]!.label}\n`),
    );
    return {
      open: () => openDataSource({ root, ...described }, new DigestCache(join(folder, 'digests'))),
      change: write,
      remove: (path: string) => rm(join(root, path)),
      close: () => rm(folder, { recursive: true }),
    };
  };

const classFolders = datasetIn(
  ({ label }, index) => `${label}/nested/${index}.png`,
  async () => ({}),
);

const manifest = datasetIn(
  (_, index) => `${index % 2}/${index}.png`,
  async (folder, lines) => {
    const file = join(folder, 'labels.csv');
    await writeFile(file, ['path,label\n', ...lines].join(''));
    return { manifest: file };
  },
);

describeDataSource('a dataset of class folders', classFolders, { describe, it });
describeDataSource('a dataset with a manifest', manifest, { describe, it });
