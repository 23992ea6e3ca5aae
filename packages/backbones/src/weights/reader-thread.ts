import { ThawError } from '@thaw/core/graph';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { fromFile, inMemory } from './byte-source.js';
import { decodeWeights, prepareFor } from './decode-weights.js';
import { limitWebAssembly } from './limit-web-assembly.js';
import type { FromReader, ToReader } from './weights-reader.js';

// A thread that reads one file of weights, once it is told to, and ends.

const { source, hdf5MiB, addresses, ...options } = workerData as ToReader;
const port = parentPort!;
const told = once(port, 'message');
limitWebAssembly(hdf5MiB);
await prepareFor(options.format);
await told;
try {
  const bytes = source instanceof Uint8Array ? inMemory(source) : fromFile(source);
  const names = addresses && (() => addresses);
  const weights = await decodeWeights(bytes, { ...options, ...(names && { names }) });
  const buffers = new Set([...weights.values()].map(({ data }) => data.buffer as ArrayBuffer));
  port.postMessage({ weights } satisfies FromReader, [...buffers]);
} catch (error) {
  if (!(error instanceof ThawError)) throw error;
  port.postMessage({ problems: error.problems } satisfies FromReader);
}
