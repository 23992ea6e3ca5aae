import { makeFolder } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file beside its place, forces it to disk and renames it there: readers see all of it or none. */
export async function writeFileAtomically(file: string, content: Uint8Array | string): Promise<void> {
  await makeFolder(dirname(file));
  const beside = `${file}.${process.pid}-${randomUUID().slice(0, 8)}.partial`;
  try {
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
