import { isPlainFileName, largestIndex, mostPieces } from '@thaw/core/graph';
import type { ByteSource } from './byte-source.js';
import { Unreadable } from './unreadable.js';

/** What an index says, a file in JSON that names those that hold the tensors. */
export function readIndex(source: ByteSource): Readonly<Record<string, unknown>> {
  if (source.size > largestIndex)
    throw new Unreadable(`an index of ${source.size} bytes, more than ${largestIndex}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(source.read(0, source.size)));
  } catch (error) {
    throw new Unreadable('an index that is not JSON', undefined, { cause: error });
  }
  return isMap(value) ? value : {};
}

/** A file that an index names. */
export function pieceOf({ pieces }: ByteSource, name: unknown): ByteSource {
  if (!isPlainFileName(name))
    throw new Unreadable(`an index that names ${JSON.stringify(name)}, which is no file beside it`);
  const piece = pieces?.get(name);
  if (piece) return piece;
  throw new Unreadable(
    `an index that names ${name}, which is not beside it`,
    `Bring all files that it names, ${mostPieces} at most, into its folder.`,
  );
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
