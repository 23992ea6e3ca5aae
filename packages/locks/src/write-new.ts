import { open, rm } from 'node:fs/promises';

/** Writes a file where none is, and forces it to disk; of one that fails nothing is left. */
export async function writeNew(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
