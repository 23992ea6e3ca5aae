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

/** What a file held when it was opened, and no more of one that grows. */
export async function readRegular(path: string): Promise<Uint8Array> {
  const { handle, size } = await openRegular(path);
  try {
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
