import type { MemoryDemand } from './stage-demand.js';

/**
 * Where memory is taken: by an engine in the process that computes; where that is TensorFlow on a GPU, by the same process
 * (`tensorflow-gpu`) and on the card (`gpu`).
 */
export type MemoryPlace = 'portable' | 'tensorflow' | 'tensorflow-gpu' | 'gpu';

/** How a demand turns into memory there. */
interface MemoryModel {
  /** Node.js and the library, before any work; on a card the context and handles of its libraries. */
  readonly baseBytes: number;
  /** Copies of all weights: as read, as handed over, as the engine keeps them. */
  readonly weightCopies: number;
  /** Of trained weights: gradients, slots and checkpoints, counted once each in a demand. */
  readonly trainedCopies: number;
  /** Times the activations of a batch, and workspace of the kernels, by the kind of pass. */
  readonly activationCopies: Readonly<Record<MemoryDemand['pass'], number>>;
  /** Times those that training writes to memory where layers are fused. */
  readonly fusedCopies: Readonly<Record<MemoryDemand['pass'], number>>;
  /** Batches of decoded images. */
  readonly decodedBatches: number;
  /** Of XLA while it compiles, for each layer that trains. */
  readonly compiledLayerBytes: number;
}

/**
 * In the process that computes: one whose rows are written, one that is computed with, and beside them those that are decoded or
 * will be next, of 128 images by sixteen processes.
 */
const decodedBatches = 2 + 4;

/**
 * Compiled, MobileNetV2 at 128 px took 120 MB more in extraction and 520 MB in training, on a CPU (docs/engine.md): the compiler works in the
 * process, on a GPU as well, where it was not measured.
 */
const compiledLayerBytes = 3.3e6;

const none = { inference: 0, training: 0, rematerialised: 0 };

/**
 * Fitted to the peak resident memory of the worker for resnet50, xception and efficientnet-lite0, each only extracted
 * from, trained in its last block, and trained whole. `node bench/memory.mjs` measures that again; the estimates were
 * within 15 % of it. TensorFlow's graphs fuse layers and free what no gradient needs, hence less than all activations.
 */
const models: Readonly<Record<MemoryPlace, MemoryModel>> = {
  portable: {
    ...{ baseBytes: 430e6, weightCopies: 3.5, trainedCopies: 0.9 },
    activationCopies: { inference: 2.3, training: 1.65, rematerialised: 1.65 },
    ...{ fusedCopies: none, decodedBatches, compiledLayerBytes: 0 },
  },
  tensorflow: {
    ...{ baseBytes: 440e6, weightCopies: 3, trainedCopies: 1 },
    activationCopies: { inference: 2, training: 0.6, rematerialised: 1 },
    ...{ fusedCopies: none, decodedBatches, compiledLayerBytes },
  },
  // The process keeps what it reads and hands over, and CUDA's libraries. Not fitted yet.
  'tensorflow-gpu': {
    ...{ baseBytes: 2500e6, weightCopies: 2, trainedCopies: 0.5 },
    ...{ activationCopies: none, fusedCopies: none, decodedBatches, compiledLayerBytes },
  },
  // Fitted to what TensorFlow's allocator had at most on an NVIDIA H200, `bench/thaw/card-peak.mjs` (bench/gpu.md): 1.1 GB are the context
  // of CUDA and workspace of cuDNN. Two batches of features are on the card at a time.
  gpu: {
    ...{ baseBytes: 1100e6, weightCopies: 1, trainedCopies: 0.35 },
    activationCopies: { ...none, inference: 3 },
    fusedCopies: { inference: 0, training: 1, rematerialised: 1.4 },
    ...{ decodedBatches: 1, compiledLayerBytes: 0 },
  },
};

/** What an engine of this name takes in the process that computes, on a GPU or without. */
export const memoryPlace = (engine: string, isOnGpu: boolean): MemoryPlace => {
  if (engine !== 'tensorflow') return 'portable';
  return isOnGpu ? 'tensorflow-gpu' : 'tensorflow';
};

/** Bytes that do not depend on the batch size, and bytes for each image of a batch. */
function split(demand: MemoryDemand, place: MemoryPlace): { fixed: number; perImage: number } {
  const { baseBytes, weightCopies, trainedCopies, activationCopies, fusedCopies } = models[place];
  const { decodedBatches, compiledLayerBytes } = models[place];
  const { weightBytes, trainedBytes, heldBytes, batchBytesPerImage, decodedBytesPerImage } = demand;
  const { activationBytesPerImage, fusedBytesPerImage, pass, compiledLayers } = demand;
  return {
    fixed:
      baseBytes +
      weightCopies * weightBytes +
      trainedCopies * trainedBytes +
      heldBytes +
      compiledLayerBytes * compiledLayers,
    perImage:
      batchBytesPerImage +
      decodedBatches * decodedBytesPerImage +
      activationCopies[pass] * activationBytesPerImage +
      fusedCopies[pass] * fusedBytesPerImage,
  };
}

/** At its peak, in bytes. */
export function peakMemory(demand: MemoryDemand, place: MemoryPlace): number {
  const { fixed, perImage } = split(demand, place);
  return fixed + perImage * demand.batchSize;
}

/** The largest batch with which the demand stays within so many bytes; 0 if not even one image does. */
export function largestBatch(demand: MemoryDemand, place: MemoryPlace, bytes: number): number {
  const { fixed, perImage } = split(demand, place);
  return Math.max(0, Math.floor((bytes - fixed) / perImage));
}
