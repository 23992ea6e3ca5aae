import { ThawError } from '@thaw/core';
import { statSync, type Stats } from 'node:fs';

/**
 * For commands that read a store: one that is not there is a mistyped name more often than an empty store.
 * @returns the folder.
 * @throws ThawError `THAW-STORE-MISSING`.
 */
export function requireStore(folder: string): string {
  const found = statsOf(folder);
  if (found?.isDirectory()) return folder;
  throw new ThawError({
    code: 'THAW-STORE-MISSING',
    message: `there is no store at ${folder}`,
    expected: 'the folder in which `thaw sweep` keeps results',
    found: found ? 'something that is no folder' : 'nothing',
    remedy: 'name another with `--store DIR`, or make one with `thaw sweep --spec FILE`',
  });
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A part of the path is a file.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
