import { cp, rename, rm } from 'node:fs/promises';

/** One is a folder and the other is none, or the folder that is there is not empty. */
const inTheWay: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR']);

/** Moves a file or a folder to a place, whatever lies there, on another disk too. */
export async function moveOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EXDEV') {
      await rm(to, { recursive: true, force: true });
      await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
      await rm(from, { recursive: true });
    } else if (inTheWay.has(code)) {
      await rm(to, { recursive: true, force: true });
      await rename(from, to);
    } else throw error;
  }
}
