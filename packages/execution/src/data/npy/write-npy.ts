import type { FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { writeOutput } from '../../files/write-output.js';

/**
 * Writes float32 numbers as NumPy's format 1.0 (`numpy.lib.format`), row by row, so that the array need not fit into
 * memory.
 * @throws RangeError if `rows` do not hold as many numbers as `shape` says.
 */
export async function writeNpy(
  path: string,
  shape: readonly number[],
  rows: AsyncIterable<Float32Array> | Iterable<Float32Array>,
): Promise<void> {
  await writeOutput(path, (file) => writeArray(file, shape, rows));
}

async function writeArray(
  file: FileHandle,
  shape: readonly number[],
  rows: AsyncIterable<Float32Array> | Iterable<Float32Array>,
): Promise<void> {
  await file.writeFile(npyHeader(shape));
  const expected = shape.reduce((size, dimension) => size * dimension, 1);
  let written = 0;
  for await (const row of rows) {
    await file.writeFile(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
    written += row.length;
  }
  if (written !== expected)
    throw new RangeError(`an array of ${shape.join(' × ')} was given ${written} numbers`);
}

/** Magic, version 1.0, the header's length, and a Python literal, padded so that the numbers start at a multiple of 64. */
function npyHeader(shape: readonly number[]): Buffer {
  const type = endianness() === 'LE' ? '<f4' : '>f4';
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const literal = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const preamble = 10;
  const padding = 63 - ((preamble + literal.length) % 64);
  const text = `${literal}${' '.repeat(padding)}\n`;
  const header = Buffer.alloc(preamble + text.length);
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(text.length, 8);
  header.write(text, preamble, 'latin1');
  return header;
}
