import { ThawError, type StoredBlob } from '@thaw/core';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { absentIfMissing, stateNow } from '../../files/read-small.js';

/** None of a file of another size, which may be of any; nor of a pipe, for whose other end nobody waits. */
export async function readWhole(path: string, bytes: number): Promise<Uint8Array | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(absentIfMissing);
  try {
    const found = await handle?.stat();
    return found?.isFile() && found.size === bytes ? await handle?.readFile() : undefined;
  } finally {
    await handle?.close();
  }
}

/** SHA-256, in hex; none of what is no file. */
export async function hashOfFile(path: string): Promise<string | undefined> {
  if (!stateNow(path)?.isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Read in pieces, from a file that was found to be whole. `what` it holds, for people. */
export const blobIn = (handle: FileHandle, bytes: number, path: string, what = 'a blob'): StoredBlob => ({
  bytes,
  async read(offset, length) {
    const end = offset + length;
    if (end > bytes) throw new RangeError(`${path} ends before byte ${end}`);
    const target = new Uint8Array(length);
    const { bytesRead } = await handle.read(target, 0, length, offset);
    if (bytesRead === length) return target;
    throw new ThawError({
      code: 'THAW-STORE-DAMAGED',
      message: `${what} was cut off while it was read`,
      expected: `${path} to have ${end.toLocaleString('en')} bytes`,
      remedy: 'run the same command again: what is damaged is computed anew',
    });
  },
  close: () => handle.close(),
});
