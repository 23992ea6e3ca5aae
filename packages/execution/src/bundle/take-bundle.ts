import type { OnProgress } from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withBundleLock } from './bundle-lock.js';
import { type BundleFile, type BundleManifest } from './bundle-manifest.js';
import { checkPieces } from './check-pieces.js';
import { requireRoom } from './require-room.js';
import { unpackBundle } from './unpack-bundle.js';
import { isWhole } from './whole-file.js';

/** How a folder of a bundle is installed, which whoever knows that folder says. */
export interface FolderToTake {
  readonly path: string;
  /** Moves the files, named relative to the folder that they were unpacked into, to where they belong. */
  readonly install: (from: string, files: readonly string[]) => Promise<void>;
}

export interface TakeBundleOptions {
  readonly bundle: string;
  readonly manifest: BundleManifest;
  readonly cacheFolder: string;
  /** Those of the bundle's folders that are wanted: neither there already, nor for another machine. */
  readonly folders: readonly FolderToTake[];
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Takes files of a bundle into the cache: every piece is checked, then every file, and only then is anything put where
 * Thaw looks for it. What was unpacked before an interruption is not unpacked again.
 */
export async function takeBundle(options: TakeBundleOptions): Promise<void> {
  const { bundle, manifest, cacheFolder, folders, onProgress, signal } = options;
  const single = manifest.files.filter(({ path }) => !isInOneOf(manifest.folders, path));
  const wanted = [
    ...manifest.files.filter(({ path }) => isInOneOf(folders, path)),
    ...(await withoutPresent(single, cacheFolder)),
  ];
  if (wanted.length === 0) return;
  await checkPieces(bundle, manifest, { onProgress, signal });
  const staging = join(cacheFolder, 'bundle');
  await makeFolder(cacheFolder);
  await withBundleLock(staging, { purpose: 'taking a bundle', onProgress, signal }, async () => {
    await requireRoom(cacheFolder, wanted, staging);
    await unpackBundle({ bundle, manifest, wanted, folder: staging, onProgress, signal });
    signal?.throwIfAborted();
    for (const { path, install } of folders) {
      const files = wanted.filter((file) => isInOneOf([{ path }], file.path));
      await install(
        join(staging, path),
        files.map((file) => file.path.slice(path.length + 1)),
      );
    }
    for (const { path } of wanted.filter((file) => single.includes(file))) {
      await makeFolder(dirname(join(cacheFolder, path)));
      await rename(join(staging, path), join(cacheFolder, path));
    }
    await rm(staging, { recursive: true, force: true });
  });
}

const isInOneOf = (folders: readonly { readonly path: string }[], path: string): boolean =>
  folders.some((folder) => path.startsWith(`${folder.path}/`));

async function withoutPresent(
  files: readonly BundleFile[],
  cacheFolder: string,
): Promise<readonly BundleFile[]> {
  const missing: BundleFile[] = [];
  for (const file of files) if (!(await isWhole(join(cacheFolder, file.path), file))) missing.push(file);
  return missing;
}
