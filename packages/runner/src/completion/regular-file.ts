import { closeSync, fstatSync, openSync, constants, readSync } from 'node:fs';

/**
 * The text of a regular file; of one with more bytes its beginning and its end, each half as long. Nothing of what is none, such
 * as a pipe, which would keep a person waiting who has pressed Tab. `whole`: nothing of a longer one either.
 */
export function textOf(file: string, mostBytes: number, { whole = false } = {}): string {
  const from = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(from);
    if (!found.isFile() || (whole && found.size > mostBytes)) return '';
    if (found.size <= mostBytes) return read(from, 0, found.size);
    const half = Math.floor(mostBytes / 2);
    return `${read(from, 0, half)}\n${read(from, found.size - half, half)}`;
  } finally {
    closeSync(from);
  }
}

function read(from: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  return bytes.toString('utf8', 0, readSync(from, bytes, 0, length, position));
}
