import { deepestValue, isPlainFileName, isTooDeep, largestIndex, mostPieces } from '@thaw/core/graph';
import { isObject, show } from '../contract/expectation.js';
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
  if (isTooDeep(value)) throw new Unreadable(`an index of values in values, more than ${deepestValue} deep`);
  return isObject(value) ? value : {};
}

/** A file that an index names. */
export function pieceOf({ pieces }: ByteSource, name: unknown): ByteSource {
  if (!isPlainFileName(name))
    throw new Unreadable(`an index that names ${show(name)}, which is no file beside it`);
  const piece = pieces?.get(name);
  if (piece) return piece;
  throw new Unreadable(
    `an index that names ${name}, which is not beside it`,
    `Bring all files that it names, ${mostPieces} at most, into its folder.`,
  );
}
