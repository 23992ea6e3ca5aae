import { readSync } from 'node:fs';

/** A file's bytes, read where they are asked for: a file of many gigabytes need not lie in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` up to `end`, both within the file; whoever asks does not write into them. */
  read(start: number, end: number): Uint8Array;
  /** Of a file that names others: those that are beside it, by their names. */
  readonly pieces?: ReadonlyMap<string, ByteSource>;
}

/** A file that somebody has opened, and closes. */
export interface OpenedFile {
  readonly fd: number;
  readonly size: number;
  /** Of a file that names others: those that are beside it, by their names. */
  readonly pieces?: ReadonlyMap<string, OpenedFile>;
}

export const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (start, end) => bytes.subarray(start, end),
});

/** What one read asks the system for at most; more than 2 GiB it does not give. */
const chunkBytes = 2 ** 30;

/** Fewer bytes come where the file has become shorter. */
export const fromFile = ({ fd, size, pieces }: OpenedFile): ByteSource => ({
  size,
  ...(pieces && { pieces: new Map([...pieces].map(([name, piece]) => [name, fromFile(piece)])) }),
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

/** Several, one after the other. */
export function inOrder(sources: readonly ByteSource[]): ByteSource {
  let size = 0;
  const placed = sources.map((source) => ({ source, start: (size += source.size) - source.size }));
  return {
    size,
    read(from, to) {
      const parts = placed.flatMap(({ source, start }) => {
        const [first, end] = [Math.max(from - start, 0), Math.min(to - start, source.size)];
        return first < end ? [source.read(first, end)] : [];
      });
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    },
  };
}
