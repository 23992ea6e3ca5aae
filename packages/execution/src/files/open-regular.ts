import { ThawError, type Problem } from '@thaw/core';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export interface RegularFile {
  readonly handle: FileHandle;
  /** When it was opened. */
  readonly size: number;
}

/**
 * Opens a file that has an end. A pipe would wait for whoever writes into it, and a device may go on for ever; neither is opened here
 * without coming back.
 */
export async function openRegular(path: string): Promise<RegularFile> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const entry = await handle.stat();
    if (entry.isFile()) return { handle, size: entry.size };
    throw new NoRegularFile(path);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export class NoRegularFile extends Error {
  constructor(path: string) {
    super(`${path} is no regular file`);
  }
}

/** What is read of an image at once, and what of one is decoded: to be asked for more ends Node. */
export const largestFile = 2 ** 31 - 1;

/** @param name of the image, for people. */
export const tooLargeFile = (name: string, bytes: number): Problem => ({
  code: 'THAW-DATA-IMAGE-TOO-LARGE',
  message: 'an image is too large a file',
  expected: `at most ${largestFile.toLocaleString('en')} bytes`,
  found: `${name}: ${bytes.toLocaleString('en')} bytes`,
  remedy: 'make the image smaller, or take it out of the dataset',
});

/**
 * What a file held when it was opened, and no more of one that grows.
 * @throws ThawError `THAW-DATA-IMAGE-TOO-LARGE`, as only images are read so.
 */
export async function readRegular(path: string): Promise<Uint8Array> {
  const { handle, size } = await openRegular(path);
  try {
    if (size > largestFile) throw new ThawError(tooLargeFile(path, size));
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(bytes, length, size - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}
