import type { Shape } from '@thaw/core';
import type { ByteSource } from '../byte-source.js';
import { Unreadable } from '../unreadable.js';

/** A tensor as the header states it, checked for all but its type. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape;
  /** Where its bytes lie in the file. */
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly TensorEntry[];
  /** What else whoever wrote the file says of it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** As the reference implementation has it (`safetensors/src/tensor.rs`). */
const largestHeader = 100_000_000;

/**
 * The tensors of a safetensors file (https://huggingface.co/docs/safetensors): 8 bytes that say how long the header is,
 * the header in JSON, then the tensors, which fill the rest of the file without gaps.
 */
export function readHeader(source: ByteSource): Header {
  if (source.size < 8) throw new Unreadable(`${source.size} bytes, too few for a header`);
  const lengths = source.read(0, 8);
  const length = Number(new DataView(lengths.buffer, lengths.byteOffset, 8).getBigUint64(0, true));
  if (length > largestHeader || 8 + length > source.size) {
    throw new Unreadable(`a header of ${length} bytes in a file of ${source.size}`);
  }
  const { __metadata__: metadata, ...tensors } = parse(source.read(8, 8 + length));
  const entries = Object.entries(tensors).map(([name, entry]) => checkedEntry(name, entry, 8 + length));
  requireNoGaps(entries, 8 + length, source.size);
  return { entries, metadata: textsOf(metadata) };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Unreadable('a header that is not JSON', undefined, { cause: error });
  }
  if (!isObject(value)) throw new Unreadable('a header that lists no tensors');
  return value;
}

/** Nothing hangs on what is none. */
const textsOf = (metadata: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isObject(metadata) ? metadata : {}).filter(
      (each): each is [string, string] => typeof each[1] === 'string',
    ),
  );

function checkedEntry(name: string, entry: unknown, dataStart: number): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new Unreadable(`a header without type, shape and place of ${name}`);
  }
  const [start, end] = offsets.map((offset) => dataStart + offset) as [number, number];
  if (start > end) throw new Unreadable(`${name} ends before it begins`);
  return { name, dtype, shape, start, end };
}

/** What overlaps could be read twice, and what no tensor has could hide anything. */
function requireNoGaps(entries: readonly TensorEntry[], dataStart: number, fileEnd: number): void {
  let position = dataStart;
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== position) {
      throw new Unreadable(`${name} begins at byte ${start}, where ${position} was expected`);
    }
    position = end;
  }
  if (position !== fileEnd) throw new Unreadable(`tensors of ${position} bytes in a file of ${fileEnd}`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
