import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it, where they are missing. Step by step: Node's `recursive` never ends where nothing
 * can be made though the parent is there, as in `/proc`.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'EISDIR') return await expectFolder(folder, error);
    // Elsewhere than expected a system may refuse before it looks, as on a file system that can only be read.
    if (code === 'EROFS' && (await isFolder(folder))) return;
    const parent = dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    // Where the parent is there by now, somebody made it in the meantime.
    if (!(await isFolder(parent))) await makeFolder(parent);
    await mkdir(folder).catch((second: unknown) => expectFolder(folder, second));
  }
}

/** Somebody made it in the meantime, or something else is there, such as a file or a link to nothing. */
async function expectFolder(folder: string, error: unknown): Promise<void> {
  if (!(await isFolder(folder))) throw error;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
