import { memoryLimit } from '../../environment/memory-limit.js';
import { rowBytes } from './decoding.js';

/** Files that each process reads while it decodes: what lies on another machine takes longer to come than to decode. */
export const readsAhead = 3;

/**
 * Pixels of a chunk: eight photographs of the usual size, or more of smaller ones. What is said of a chunk passes through three processes, and
 * of one image takes hardly less than of many.
 */
const chunkBytes = 1_250_000;
const largestChunk = 32;

export const imagesInChunk = (imageSize: number): number =>
  Math.min(Math.max(1, Math.floor(chunkBytes / rowBytes(imageSize))), largestChunk);

/**
 * Chunks that a process is given, that which it is at included, so that it goes on while its parent is busy, and has as many images as it
 * reads.
 */
export const chunksInFlight = (imageSize: number): number =>
  Math.max(2, Math.ceil((1 + readsAhead) / imagesInChunk(imageSize)));

/** How many images a process is given at most. */
export const imagesInFlight = (imageSize: number): number =>
  chunksInFlight(imageSize) * imagesInChunk(imageSize);

/** What a process takes for itself while it decodes photographs; the code it shares with the others. */
const processBytes = 64 * 2 ** 20;

/** How many processes there is memory for, of so many that are wanted. */
export const processesWithin = (wanted: number): number =>
  Math.max(1, Math.min(wanted, Math.floor(memoryLimit() / 8 / processBytes)));

/** What pictures that are being decoded may take together, whole; a photograph of 24 megapixels is 96 MB. */
export const pictureBytes = (): number => memoryLimit() / 8;

/**
 * What files that are read and not decoded yet may take together, a few dozen of the largest photographs; and again so much for files that are
 * larger than a share of it, of which one always goes on.
 */
export const unreadBytes = 256 * 2 ** 20;

/**
 * How many batches are asked for beside those in use, one that is computed with and one whose rows are written: what processes have
 * been given, what they are given during a step, and one that is whole when the step is done; as far as there is memory. Pixels may lie
 * in the file that processes write to and in the batch.
 */
export function batchesAhead(rows: number, imageSize: number, processes: number): number {
  const given = processes * imagesInFlight(imageSize);
  const wanted = 2 + Math.ceil(given / rows);
  const room = Math.floor(memoryLimit() / 32 / (rows * rowBytes(imageSize)));
  return Math.max(1, Math.min(wanted, room));
}
