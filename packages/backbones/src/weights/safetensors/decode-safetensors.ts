import type { NumericArray } from '@thaw/core';
import { inMemory } from '../byte-source.js';
import { readHeader } from './header.js';
import { tensorsIn } from './read-safetensors.js';

export interface DecodedSafetensors {
  readonly arrays: ReadonlyMap<string, NumericArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** All of a file that lies in memory. The arrays are copies. */
export function decodeSafetensors(file: Uint8Array): DecodedSafetensors {
  const source = inMemory(file);
  const header = readHeader(source);
  const arrays = new Map<string, NumericArray>();
  for (const [name, tensor] of tensorsIn(header, source))
    arrays.set(name, { shape: tensor.shape, data: tensor.read() });
  return { arrays, metadata: header.metadata };
}
