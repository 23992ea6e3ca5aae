import type { MemoryDemand } from './stage-demand.js';
import { own } from '../../records/own.js';

/** How an engine turns a demand into resident memory of the process that computes. */
interface MemoryModel {
  /** Node.js and the library, before any work. */
  readonly baseBytes: number;
  /** Copies of all weights: as read, as handed over, as the engine keeps them. */
  readonly weightCopies: number;
  /** Of trained weights: gradients, slots and checkpoints, counted once each in a demand. */
  readonly trainedCopies: number;
  /** Times the activations of a batch, and workspace of the kernels, by the kind of pass. */
  readonly activationCopies: Readonly<Record<MemoryDemand['pass'], number>>;
}

/**
 * Fitted to the peak resident memory of the worker for resnet50, xception and efficientnet-lite0, each only extracted
 * from, trained in its last block, and trained whole. `node bench/memory.mjs` measures that again; the estimates were
 * within 15 % of it. TensorFlow's graphs fuse layers and free what no gradient needs, hence less than all activations.
 */
const models: Readonly<Record<string, MemoryModel>> = {
  portable: {
    ...{ baseBytes: 430e6, weightCopies: 3.5, trainedCopies: 0.9 },
    activationCopies: { inference: 2.3, training: 1.65, rematerialised: 1.65 },
  },
  tensorflow: {
    ...{ baseBytes: 440e6, weightCopies: 3, trainedCopies: 1 },
    activationCopies: { inference: 2, training: 0.6, rematerialised: 1 },
  },
};

/** Bytes that do not depend on the batch size, and bytes for each image of a batch. */
function split(demand: MemoryDemand, engine: string): { fixed: number; perImage: number } {
  const { baseBytes, weightCopies, trainedCopies, activationCopies } =
    own(models, engine) ?? models['portable']!;
  const { weightBytes, trainedBytes, heldBytes, batchBytesPerImage, activationBytesPerImage, pass } = demand;
  return {
    fixed: baseBytes + weightCopies * weightBytes + trainedCopies * trainedBytes + heldBytes,
    perImage: 2 * batchBytesPerImage + activationCopies[pass] * activationBytesPerImage,
  };
}

/** Peak resident memory, in bytes. */
export function peakMemory(demand: MemoryDemand, engine: string): number {
  const { fixed, perImage } = split(demand, engine);
  return fixed + perImage * demand.batchSize;
}

/** The largest batch with which the demand stays within so many bytes; 0 if not even one image does. */
export function largestBatch(demand: MemoryDemand, engine: string, bytes: number): number {
  const { fixed, perImage } = split(demand, engine);
  return Math.max(0, Math.floor((bytes - fixed) / perImage));
}
