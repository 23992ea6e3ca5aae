import { hash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  type BigIntStats,
  type Stats,
} from 'node:fs';

/**
 * Files of so many bytes are read in one go. To have the thread pool read a kilobyte takes ten times the processor time of reading
 * it, and a sweep of a thousand runs looks at some ten thousand files before it begins.
 */
export const mostBytesAtOnce = 65_536;

/** None of a file of another size, which may be of any; nor of a pipe, for whose other end nobody waits. */
export const readSmall = (file: string, bytes: number): Uint8Array | undefined =>
  readIf(file, (size) => size === bytes);

/** None of a file of more bytes than this, nor of a pipe. */
export const readAtMost = (file: string, mostBytes: number): Uint8Array | undefined =>
  readIf(file, (size) => size <= mostBytes);

/** Of a longer file its end; nothing of a pipe. */
export const readEnd = (file: string, mostBytes: number): Uint8Array | undefined =>
  unlessAbsent(() =>
    whileOpen(file, (handle) => {
      const found = fstatSync(handle);
      if (!found.isFile()) return undefined;
      const bytes = Buffer.alloc(Math.min(found.size, mostBytes));
      return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, found.size - bytes.length));
    }),
  );

const readIf = (file: string, isFit: (size: number) => boolean): Uint8Array | undefined =>
  unlessAbsent(() =>
    whileOpen(file, (handle) => {
      const found = fstatSync(handle);
      return found.isFile() && isFit(found.size) ? readFileSync(handle) : undefined;
    }),
  );

/** Opens a file for as long as `read` takes. */
export function whileOpen<Value>(file: string, read: (handle: number) => Value): Value {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return read(handle);
  } finally {
    closeSync(handle);
  }
}

/** What a file system says of a file; nothing where there is none. */
export const stateNow = (file: string): Stats | undefined =>
  unlessAbsent(() => statSync(file, { throwIfNoEntry: false }));

/** With times to the nanosecond. */
export const exactStateNow = (file: string): BigIntStats | undefined =>
  unlessAbsent(() => statSync(file, { bigint: true, throwIfNoEntry: false }));

/** SHA-256, in hex. */
export const sha256Of = (content: Uint8Array | string): string => hash('sha256', content);

function unlessAbsent<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch (error) {
    return absentIfMissing(error as NodeJS.ErrnoException);
  }
}

/** A folder or a circle of links where a file should be is as good as none. */
export function absentIfMissing(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'EISDIR', 'ELOOP'].includes(error.code ?? '')) throw error;
}
