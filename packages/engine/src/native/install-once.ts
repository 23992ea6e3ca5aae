import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ThawError } from '@thaw/core';
import { withLock, type WaitOptions, makeFolder } from '@thaw/locks';
import { findDamage, readManifest, writeManifest, type Manifest } from './manifest.js';

export interface Installation {
  /** The folder that is to exist, with a manifest. */
  readonly folder: string;
  /** Fills an empty folder; returns where the files came from, for the manifest. */
  readonly build: (staging: string) => Promise<string>;
  /** Whether what is installed is what is wanted; otherwise it is built anew. */
  readonly isWanted?: (manifest: Manifest) => boolean;
}

/** Whether a folder was installed and no file of it is missing or cut short. */
export async function isInstalled(
  folder: string,
  isWanted: (manifest: Manifest) => boolean = () => true,
): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (!manifest || !isWanted(manifest)) return false;
  return (await findDamage(folder, manifest, 'size')).length === 0;
}

/**
 * Makes a folder exist, whole, exactly once among all processes: it is built beside and renamed, under a lock. A folder
 * that is damaged is built anew. What a killed process left behind is cleared away by the next one.
 */
export async function installOnce(
  { folder, build, isWanted }: Installation,
  lock: WaitOptions,
): Promise<void> {
  // Without the lock first, so that a read-only cache that is complete can be used.
  if (await isInstalled(folder, isWanted)) return;
  const parent = dirname(folder);
  try {
    await makeFolder(parent);
    await withLock(`${folder}.lock`, lock, async () => {
      if (await isInstalled(folder, isWanted)) return;
      const partial = `${basename(folder)}.partial-`;
      for (const name of await readdir(parent))
        if (name.startsWith(partial)) await remove(join(parent, name));
      const staging = join(parent, `${partial}${process.pid}`);
      try {
        await mkdir(staging);
        await writeManifest(staging, await build(staging));
        await remove(folder);
        await rename(staging, folder);
      } finally {
        await remove(staging);
      }
    });
  } catch (error) {
    throw asCacheProblem(error, parent);
  }
}

const remove = (path: string) => rm(path, { recursive: true, force: true });

function asCacheProblem(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder);
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) return error;
  return new ThawError(
    {
      code: 'THAW-BACKEND-CACHE-UNWRITABLE',
      message: 'the cache folder cannot be written',
      expected: `permission to write in ${folder}`,
      found: code,
      remedy: 'give yourself that permission, or name another folder in the environment variable THAW_CACHE',
    },
    { cause: error },
  );
}

export const diskFull = (folder: string, found?: string): ThawError =>
  new ThawError({
    code: 'THAW-BACKEND-DISK-FULL',
    message: 'the disk has no room for TensorFlow',
    expected: `enough free space for ${folder}`,
    found: found ?? 'the disk ran full',
    remedy: 'free some space, or name a folder on another disk in the environment variable THAW_CACHE',
  });
