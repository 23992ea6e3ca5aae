import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ThawError } from '@thaw/core';
import { makeFolder, type WaitOptions } from '@thaw/locks';
import { installOnce, isInstalled } from './install-once.js';
import { locateTensorflow, type NativeLibrary } from './library.js';
import { findDamage, readManifest, type Manifest } from './manifest.js';
import type { NativeDevice } from './platform.js';

/** A folder of an installed library, as it can be carried to another machine of the same kind. */
export interface CarriedFolder extends Manifest {
  readonly folder: string;
}

/** The folders of an installed library; every file of them is read against its checksum. Throws `THAW-BACKEND-DAMAGED`. */
export async function carriedFolders({ folder, addonFolder }: NativeLibrary): Promise<CarriedFolder[]> {
  const carried: CarriedFolder[] = [];
  for (const part of [folder, addonFolder]) {
    const manifest = await readManifest(part);
    const damage = manifest ? await findDamage(part, manifest, 'content') : ['manifest.json is missing'];
    if (!manifest || damage.length > 0) throw damaged(part, damage);
    carried.push({ folder: part, ...manifest });
  }
  return carried;
}

/** What a folder that was carried here is to this Thaw on this machine. */
export interface TakenFolder {
  readonly folder: string;
  readonly device: NativeDevice;
  readonly kind: 'library' | 'addon';
  readonly isInstalled: boolean;
}

/** Of folder names those that this Thaw uses on this machine: the names hold hashes of all that goes into them. */
export async function folderTaken(name: string, cacheFolder: string): Promise<TakenFolder | undefined> {
  for (const device of ['cpu', 'gpu'] as const) {
    const located = await locateTensorflow({ cacheFolder, device }).catch((error: unknown) => {
      if (device === 'cpu' || !(error instanceof ThawError)) throw error;
      return undefined;
    });
    const { folder, addonFolder } = located?.library ?? {};
    for (const [kind, place] of [
      ['library', folder],
      ['addon', addonFolder],
    ] as const) {
      if (place === undefined || basename(place) !== name) continue;
      return { folder: place, device, kind, isInstalled: await isInstalled(place) };
    }
  }
  return undefined;
}

/** Installs a folder from files that lie on the same disk, which are moved. */
export const takeFolder = (
  folder: string,
  {
    from,
    files,
    source,
  }: { readonly from: string; readonly files: readonly string[]; readonly source: string },
  lock: WaitOptions,
): Promise<void> =>
  installOnce(
    {
      folder,
      build: async (staging) => {
        for (const name of files) {
          await makeFolder(dirname(join(staging, name)));
          await rename(join(from, name), join(staging, name));
        }
        return source;
      },
    },
    lock,
  );

const damaged = (folder: string, damage: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-BACKEND-DAMAGED',
    message: `${folder} is not as it was installed`,
    found: damage.join('\n'),
    remedy: 'delete it; `thaw provision` installs it again',
  });
