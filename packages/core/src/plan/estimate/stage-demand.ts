import type { Precision } from '../../spec/precision.js';
import type { SplitSettings } from '../stage.js';
import { noWork, type Work } from './work.js';

/** What XLA makes of a graph for one size of batch. */
export interface PieceOfCode {
  readonly pass: 'step' | 'inference';
  /** Images of a batch. */
  readonly size: number;
  /** Of the graph; in inference a part, as there is no backward pass. */
  readonly layers: number;
}

/** All that a stage takes, counted from its graph and its rows: the same on every machine. */
export interface StageDemand {
  readonly decodedImages: number;
  /** Of their files. */
  readonly decodedBytes: number;
  /** Of images that are augmented, at the network's input size. */
  readonly augmentedPixels: number;
  /** What passes are computed in; float32 if absent. */
  readonly precision?: Precision;
  readonly forward: Work;
  /**
   * Forward and backward, counted as three forward passes: the gradients of inputs and of weights cost about one each
   * (Kaplan et al., 2020, section 2.1).
   */
  readonly training: Work;
  /** Batches. */
  readonly steps: number;
  /** Of its graph, where none of the same structure is loaded before. */
  readonly loadedLayers: number;
  /** What is to be compiled, where none of the same is compiled before. */
  readonly codes: readonly PieceOfCode[];
  readonly writtenBytes: number;
  /** Files that are forced to disk. */
  readonly writes: number;
  /** What it leaves in the store. */
  readonly diskBytes: number;
  readonly memory: MemoryDemand;
}

/** What a stage holds in memory besides the process and its library. */
export interface MemoryDemand {
  /** Of all layers that are loaded. */
  readonly weightBytes: number;
  /** Gradients, optimizer slots, and a checkpoint while it is written. */
  readonly trainedBytes: number;
  /** Held by Thaw itself: stored features, shards that fill. */
  readonly heldBytes: number;
  /** Arrays at Thaw's side of all batches that are held at a time, for each image of one of them. */
  readonly batchBytesPerImage: number;
  /** Of pixels, for each image of a batch that is decoded; some batches are held at a time. */
  readonly decodedBytesPerImage: number;
  /** Of the largest piece of code that XLA makes. */
  readonly compiledLayers: number;
  /** Activations for each image of a batch: those alive at once in inference, all or those held in training. */
  readonly activationBytesPerImage: number;
  /** Of those held in training, what is written to memory where layers are fused; 0 in inference. */
  readonly fusedBytesPerImage: number;
  /** Numbers of the largest activation of an image. */
  readonly largestArray: number;
  readonly pass: 'inference' | 'training' | 'rematerialised';
  readonly batchSize: number;
}

/** Of the bytes that float32 takes. */
export const activationShare = (precision: Precision = 'float32'): number =>
  precision === 'bfloat16' ? 0.5 : 1;

export const noDemand: StageDemand = {
  decodedImages: 0,
  decodedBytes: 0,
  augmentedPixels: 0,
  forward: noWork,
  training: noWork,
  steps: 0,
  loadedLayers: 0,
  codes: [],
  writtenBytes: 0,
  writes: 0,
  diskBytes: 0,
  memory: {
    weightBytes: 0,
    trainedBytes: 0,
    heldBytes: 0,
    batchBytesPerImage: 0,
    decodedBytesPerImage: 0,
    compiledLayers: 0,
    activationBytesPerImage: 0,
    fusedBytesPerImage: 0,
    largestArray: 0,
    pass: 'inference',
    batchSize: 1,
  },
};

/** Backward pass and update are two thirds of a graph that trains. */
export const inferenceShare = 1 / 3;

/** One for each size of batch. */
export const codesOf = (
  pass: PieceOfCode['pass'],
  layers: number,
  sizes: readonly number[],
): readonly PieceOfCode[] =>
  sizes.map((size) => ({
    ...{ pass, size },
    layers: pass === 'inference' ? inferenceShare * layers : layers,
  }));

export const largestOf = (codes: readonly PieceOfCode[]): number =>
  Math.max(0, ...codes.map(({ layers }) => layers));

/** Images of a split. Where a manifest names the splits these shares are only about right. */
export function splitSize(
  images: number,
  split: SplitSettings,
  part: 'train' | 'validation' | 'test',
): number {
  const share = part === 'train' ? 1 - split.validation - split.test : split[part];
  return Math.round(images * share);
}
