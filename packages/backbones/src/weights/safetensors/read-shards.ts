import { isObject } from '../../contract/expectation.js';
import type { ByteSource } from '../byte-source.js';
import { pieceOf, readIndex } from '../read-index.js';
import type { NamedTensors } from '../tensors/tensor-file.js';
import { Unreadable } from '../unreadable.js';
import { readSafetensors } from './read-safetensors.js';

/** Opens the safetensors files among which an index divides tensors, as Hugging Face's libraries write it: `weight_map` says the file of each. */
export function readShards(source: ByteSource): NamedTensors {
  const { weight_map: map } = readIndex(source);
  if (!isObject(map)) throw new Unreadable('an index without weight_map');
  const opened = new Map<unknown, NamedTensors>();
  return new Map(
    Object.entries(map).map(([tensor, file]) => {
      const shard = opened.get(file) ?? openShard(source, file);
      opened.set(file, shard);
      const found = shard.get(tensor);
      if (!found) throw new Unreadable(`${String(file)} without ${tensor}, which the index says is in it`);
      return [tensor, found];
    }),
  );
}

function openShard(source: ByteSource, file: unknown): NamedTensors {
  const shard = pieceOf(source, file);
  try {
    return readSafetensors(shard);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Unreadable(`${String(file)}: ${error.message}`, error.remedy, { cause: error });
  }
}
