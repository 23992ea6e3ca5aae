import { besideOf, makeFolder, writeNew } from '@thaw/locks';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file beside its place, forces it to disk and renames it there: readers see all of it or none. */
export async function writeFileAtomically(file: string, content: Uint8Array | string): Promise<void> {
  await makeFolder(dirname(file));
  const beside = besideOf(file);
  try {
    await writeNew(beside, content);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
