import { ThawError, type Problem } from '@thaw/core';
import { closeSync, constants, fstatSync, open as openWithin, read as readWithin } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

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
  const handle = await open(path, flags);
  try {
    return { handle, size: sizeOf(handle.fd, path) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/** Known since it was opened, so nobody waits for it. */
function sizeOf(descriptor: number, path: string): number {
  const entry = fstatSync(descriptor);
  if (!entry.isFile()) throw new NoRegularFile(path);
  return entry.size;
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

/** Waits until there is room for so many bytes. */
export type Admit = (bytes: number) => Promise<void> | void;

const [openFile, readFile] = [promisify(openWithin), promisify(readWithin)];

/**
 * What a file held when it was opened, and no more of one that grows. Only what may wait for a disk or another machine is left to the
 * thread pool: each call of that takes as long as a fiftieth of decoding a photograph.
 * @throws ThawError `THAW-DATA-IMAGE-TOO-LARGE`, as only images are read so.
 */
export async function readRegular(path: string, admit: Admit = () => {}): Promise<Uint8Array> {
  const file = await openFile(path, flags);
  try {
    const size = sizeOf(file, path);
    if (size > largestFile) throw new ThawError(tooLargeFile(path, size));
    await admit(size);
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await readFile(file, bytes, length, size - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
