import { ThawError } from '@thaw/core';
import { makeFolder } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isFilePlace, placeOf } from './write-output.js';

/** Before anything is computed: makes the store's folder if it is missing, and writes a file to it. */
export const requireWritableStore = (folder: string): Promise<void> =>
  required(`the store ${folder}`, 'name another folder with --store, or make this one writable', async () => {
    await refuseDanglingLink(folder);
    await makeFolder(folder);
    await probe(folder);
  });

/** The backend hands its graphs over through temporary files. */
export const requireWritableTemporary = (): Promise<void> =>
  required(
    `the folder for temporary files, ${tmpdir()},`,
    'set TMPDIR to a folder that is there and can be written',
    () => probe(tmpdir()),
  );

/** Before what is to be written there is computed. Makes nothing. `option` is what named it. */
export const requireOutput = (path: string, option = '--out'): Promise<void> =>
  required(path, `name another place with ${option}`, async () => {
    const target = await placeOf(path);
    if (await isFilePlace(target)) return access(await nearestFolder(dirname(target)), constants.W_OK);
    if ((await stat(target)).isDirectory()) throw new Error('it is a folder');
    await access(target, constants.W_OK);
  });

async function required(what: string, remedy: string, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    throw new ThawError(
      {
        code: 'THAW-FILES-UNWRITABLE',
        message: `${what} cannot be written`,
        found: (error as Error).message,
        remedy,
      },
      { cause: error },
    );
  }
}

/** Of which the system would say that it exists. */
async function refuseDanglingLink(path: string): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined) throw new Error(`it is a link to ${target}, where nothing is`);
}

async function probe(folder: string): Promise<void> {
  const file = join(folder, `.thaw-probe-${randomUUID().slice(0, 8)}`);
  try {
    await writeFile(file, 'x', { flag: 'wx' });
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!found) return nearestFolder(dirname(folder));
  if (!found.isDirectory()) throw new Error(`${folder} is no folder`);
  return folder;
}
