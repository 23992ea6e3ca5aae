import { ThawError } from '@thaw/core';
import type { NativeDevice, NativeLibrary, TakenFolder } from '@thaw/engine';
import { readBundleManifest, takeBundle, type BundleManifest } from '@thaw/execution/bundle';
import { hashFile } from '@thaw/execution/weights';
import { basename } from 'node:path';
import type { Provisioning } from './options.js';

export interface TakeOptions extends Omit<Provisioning, 'device' | 'cuda' | 'specs'> {
  readonly bundle: string;
}

/** Takes all that a bundle holds into the cache folder, without a network. */
export async function takeAlong(options: TakeOptions): Promise<NativeLibrary> {
  const { bundle, cacheFolder, context, onProgress, onNotice } = options;
  const { provisionTensorflow, takeFolder } = await import('@thaw/engine');
  const manifest = await readBundleManifest(bundle);
  onNotice(`${bundle} has the SHA-256 ${await hashFile(bundle, 'sha256')}`);
  const { folders, device } = await foldersFor(manifest, options);
  const { signal } = context;
  await takeBundle({
    ...{ bundle, manifest, cacheFolder, onProgress, signal },
    folders: folders.map(({ path, source, taken }) => ({
      path,
      install: (from, files) =>
        takeFolder(
          taken.folder,
          { from, files, source: `${source}, from a bundle` },
          {
            purpose: 'installing TensorFlow',
            signal,
          },
        ),
    })),
  });
  // Whole by now, but for the addon where another version of Thaw has made the bundle: that one is compiled.
  return provisionTensorflow({ cacheFolder, device, onProgress, signal });
}

interface FolderToTake {
  readonly path: string;
  readonly source: string;
  readonly taken: TakenFolder;
}

/** Those that are missing here. Throws `THAW-BUNDLE-OTHER-MACHINE` if the library is not the one that is used here. */
async function foldersFor(
  manifest: BundleManifest,
  { bundle, cacheFolder, onNotice }: TakeOptions,
): Promise<{ readonly folders: readonly FolderToTake[]; readonly device: NativeDevice }> {
  const { folderTaken, locateTensorflow } = await import('@thaw/engine');
  const known: FolderToTake[] = [];
  for (const { path, source } of manifest.folders) {
    const taken = await folderTaken(basename(path), cacheFolder);
    if (taken) known.push({ path, source, taken });
  }
  const library = known.find(({ taken }) => taken.kind === 'library')?.taken;
  if (!library) {
    const { library: here } = await locateTensorflow({ cacheFolder, device: 'cpu' });
    throw new ThawError({
      code: 'THAW-BUNDLE-OTHER-MACHINE',
      message: `${bundle} holds no library for this machine and this version of Thaw`,
      expected: basename(here.folder),
      found: manifest.folders.map(({ path }) => basename(path)).join(', ') || 'no library',
      remedy: 'write the bundle on a machine of the same kind, with the same version of Thaw',
    });
  }
  if (!known.some(({ taken }) => taken.kind === 'addon'))
    onNotice('the addon in the bundle is of another version of Thaw; it is compiled here');
  return { folders: known.filter(({ taken }) => !taken.isInstalled), device: library.device };
}
