import { memoryLimit } from '../../environment/memory-limit.js';
import { rowBytes } from './decoding.js';

/** Files that each thread reads while it decodes: what lies on another machine takes longer to come than to decode. */
export const readsAhead = 3;

/** Threads of libuv that a process needs: a decode and a read for each thread that decodes, and some for all else. */
export const poolSize = (threads: number): number => Math.min(2 * threads + 4, 1024);

/** As many as this process has. */
export const poolSizeHere = (): number => Number(process.env['UV_THREADPOOL_SIZE']) || 4;

/** What pictures that are being decoded may take together, whole; a photograph of 24 megapixels is 96 MB. */
export const decodingBytes = (): number => memoryLimit() / 8;

/**
 * How many batches are asked for beside those in use, one that is computed with and one whose rows are written: what threads have
 * taken, what they take while a step blocks the thread that asks, and one that is whole when the step is done; as far as there is memory.
 */
export function batchesAhead(rows: number, imageSize: number, threads: number): number {
  const wanted = 2 + Math.ceil((threads * (1 + readsAhead)) / rows);
  const room = Math.floor(memoryLimit() / 16 / (rows * rowBytes(imageSize)));
  return Math.max(1, Math.min(wanted, room));
}
