import { besideOf, makeFolder, writeNew } from '@thaw/locks';
import { link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { placeOf } from './write-output.js';

/** What file systems without hard links say. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP']);

/**
 * Writes a file where none is, whole or not at all, and says whether it did: of several that try, in whatever process, one does.
 * Behind a link that leads to nothing the file is made where it leads.
 */
export async function createOutput(path: string, text: string): Promise<boolean> {
  const target = await placeOf(path);
  await makeFolder(dirname(target));
  const beside = besideOf(target);
  try {
    await writeNew(beside, text);
    await link(beside, target);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!withoutLinks.has(code)) throw error;
    return await createInPlace(target, text);
  } finally {
    await rm(beside, { force: true });
  }
}

/** It may be seen half written. */
async function createInPlace(target: string, text: string): Promise<boolean> {
  try {
    await writeNew(target, text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
