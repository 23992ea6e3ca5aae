import { readSync } from 'node:fs';

/** A file's bytes, read where they are asked for: a file of many gigabytes need not lie in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` up to `end`, both within the file; whoever asks does not write into them. */
  read(start: number, end: number): Uint8Array;
}

/** A file that somebody has opened, and closes. */
export interface OpenedFile {
  readonly fd: number;
  readonly size: number;
}

export const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (start, end) => bytes.subarray(start, end),
});

/** What one read asks the system for at most; more than 2 GiB it does not give. */
const chunkBytes = 2 ** 30;

/** Fewer bytes come where the file has become shorter. */
export const fromFile = ({ fd, size }: OpenedFile): ByteSource => ({
  size,
  read(start, end) {
    const bytes = new Uint8Array(end - start);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(fd, bytes, length, Math.min(bytes.length - length, chunkBytes), start + length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  },
});
