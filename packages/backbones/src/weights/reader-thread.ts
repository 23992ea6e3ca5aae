import { ThawError, type Weights } from '@thaw/core/graph';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { fromFile, inMemory, type ByteSource } from './byte-source.js';
import { limitWebAssembly } from './limit-web-assembly.js';
import type { FromReader, ToReader } from './reading-thread.js';
import { Unreadable } from './unreadable.js';

// A thread that reads one file, once it is told to, and ends.

const toRead = workerData as ToReader;
const port = parentPort!;
const told = once(port, 'message');
limitWebAssembly(toRead.hdf5MiB);
const read = await prepare();
await told;
try {
  const { source } = toRead;
  const result = await read(source instanceof Uint8Array ? inMemory(source) : fromFile(source));
  const buffers = result instanceof Map ? buffersOf(result as Weights) : [];
  port.postMessage({ result } satisfies FromReader<unknown>, buffers);
} catch (error) {
  if (error instanceof ThawError)
    port.postMessage({ problems: error.problems } satisfies FromReader<unknown>);
  else if (error instanceof Unreadable)
    port.postMessage({
      unreadable: error.message,
      ...(error.remedy !== undefined && { remedy: error.remedy }),
    } satisfies FromReader<unknown>);
  else throw error;
}

/** Loads what reads what is wanted, and no more. */
async function prepare(): Promise<(source: ByteSource) => Promise<unknown>> {
  if ('model' in toRead) {
    const { decodeSavedModel } = await import('../models/decode-saved-model.js');
    return (source) => decodeSavedModel(source, toRead.model);
  }
  const { decodeWeights, prepareFor } = await import('./decode-weights.js');
  const { weights, addresses } = toRead;
  await prepareFor(weights.format);
  return (source) =>
    decodeWeights(source, { ...weights, ...(addresses && { names: addresses.map((map) => () => map) }) });
}

function buffersOf(weights: Weights): ArrayBuffer[] {
  return [...new Set([...weights.values()].map(({ data }) => data.buffer as ArrayBuffer))];
}
