import type { LayerGraph } from '../graph/layer-graph.js';
import type { Shape } from '../layers/layer-kind.js';
import type { Precision } from '../spec/precision.js';
import type { Optimizer } from '../training/optimizers/optimizer-kinds.js';
import type { Preprocessing } from '../graph/preprocessing.js';

/** One array of numbers with its shape; row-major. For a weight the shape is as in Keras. */
export interface NumericArray<Data = Float32Array> {
  readonly shape: Shape;
  readonly data: Data;
}

/** Weights by `layer/weight`, for example `block1_conv1/kernel`. Read-only to whoever is given them. */
export type Weights = ReadonlyMap<string, NumericArray>;

/**
 * Activations at one node of the graph for a batch, or images when the node is the graph's input:
 * uint8, `[batch, height, width, 3]`, RGB, 0–255; an engine normalises them by the graph's preprocessing.
 */
export type Activations = Float32Array | Uint8Array;

/** `[a, b, c, d, e, f]`: a pixel of the result at (x, y) shows what was at (a·x + b·y + c, d·x + e·y + f), in pixels. */
export type AffineTransform = readonly [number, number, number, number, number, number];

/**
 * How an image is changed before a network sees it: first moved, then toned. Values are rounded after each, and clipped
 * to 0–255, so that all engines see the same image but for rounding.
 */
export interface ImageChanges {
  /** Bilinear between pixel centres; beyond an edge the image goes on as its mirror image, edge pixel repeated. */
  readonly transform: AffineTransform;
  /** Multiplies each value's distance from the mean of its channel. */
  readonly contrast: number;
  /** Added to each value, in units of 255. */
  readonly brightness: number;
}

export interface Batch {
  /** In the order of the trainer's `inputs`; each holds `size` rows. */
  readonly inputs: readonly Activations[];
  /** One for each image, where images are among the inputs. Without, they are seen as they are. */
  readonly changes?: readonly ImageChanges[];
  /** Class indices, `size` of them. */
  readonly labels: Int32Array;
  readonly size: number;
}

export interface ExtractorOptions {
  readonly graph: LayerGraph;
  readonly preprocessing: Preprocessing;
  readonly weights: Weights;
  /** The nodes whose activations are wanted. */
  readonly outputs: readonly string[];
  /** Default `float32`. */
  readonly precision?: Precision;
  /** See `TrainerOptions`. */
  readonly compile?: 'always';
}

/**
 * Runs the frozen part of a graph, in inference mode. A call may be made before the last has settled, so that an engine
 * which computes elsewhere is never idle.
 */
export interface Extractor {
  /**
   * `images`: uint8, `[size, height, width, 3]`; `changes`: one for each of them, none if they are seen as they are.
   * Returns one array for each output, owned by the caller.
   */
  extract(images: Uint8Array, size: number, changes?: readonly ImageChanges[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

export interface TrainerOptions {
  /** Backbone and head in one graph; its output are logits, `[classes]`. */
  readonly graph: LayerGraph;
  readonly preprocessing: Preprocessing;
  /** The nodes that are fed: the cut. Everything between them and the output must have weights. */
  readonly inputs: readonly string[];
  /** Initial weights of at least all layers above the cut. Copied, not kept. */
  readonly weights: Weights;
  /** Layers whose trainable weights are trained; all others are constants and never taped. */
  readonly trainable: readonly string[];
  /**
   * `frozen`: every BatchNormalization runs in inference mode and keeps all four weights (what `trainable = False`
   * means on that layer in Keras). `train`: those in `trainable` use batch statistics and update their moving ones.
   */
  readonly batchNorm: 'frozen' | 'train';
  readonly optimizer: Optimizer;
  /** 0 ≤ labelSmoothing < 1, as in Keras's CategoricalCrossentropy. */
  readonly labelSmoothing: number;
  /** One factor a class; none means all ones. */
  readonly classWeights?: readonly number[];
  /** Default `float32`. */
  readonly precision?: Precision;
  /**
   * `rematerialise`: of the activations between the forward and the backward pass only those at a few layers are kept,
   * and the others computed again. Default: all that the backward pass needs are kept.
   */
  readonly memory?: 'rematerialise';
  /**
   * `always`: operations are compiled together, anew for each size of batch, which takes seconds and is then faster on some devices.
   * Results are rounded otherwise. Default: operations run one by one.
   */
  readonly compile?: 'always';
}

/** Loss and outcome of one batch. */
export interface BatchResult {
  /** Mean over the batch of the (smoothed, class-weighted) cross-entropy. May be NaN; the caller decides. */
  readonly loss: number;
  /** Softmax of the logits, `[size, classes]`, as computed in this pass. */
  readonly probabilities: Float32Array;
}

/** What a checkpoint holds: the weights that change (trained ones and updated statistics) and optimizer slots. */
export interface TrainerState {
  readonly weights: Weights;
  /** Slots by `layer/weight/slot`, and the number of steps taken. */
  readonly slots: Weights;
  readonly step: number;
}

/**
 * Trains what is above a cut. A call may be made before the last has settled; they take effect in the order in which they
 * were made, `dispose` last.
 */
export interface Trainer {
  /** `seed` drives dropout alone; equal seeds draw equal masks on one engine. */
  step(batch: Batch, options: { readonly learningRate: number; readonly seed: number }): Promise<BatchResult>;
  /** Inference mode: no dropout, moving statistics. The loss is neither smoothed nor class-weighted. */
  evaluate(batch: Batch): Promise<BatchResult>;
  exportState(): Promise<TrainerState>;
  /** Weights that this trainer does not export are passed over, so that a checkpoint may carry more. */
  restoreState(state: TrainerState): Promise<void>;
  dispose(): Promise<void>;
}

/** What a backend cannot do is said before anything runs. */
export interface EngineCapabilities {
  /** Layer kinds whose weights cannot be trained, for example `Conv2D` on wasm. */
  readonly untrainable: readonly string[];
  readonly precisions: readonly Precision[];
  /** Whether a trainer can compute activations again instead of keeping them. */
  readonly rematerialises: boolean;
  /** Whether operations can be compiled together. */
  readonly compiles: boolean;
}

/**
 * Numerics behind typed arrays. Arrays passed in are read until the promise settles, so they are not to be changed before, and
 * not kept after; arrays handed out belong to the caller. One engine per process; extractors and trainers are disposed by whoever made them. Where an engine computes
 * – on this thread, on another, on a device – and what it keeps between one trainer and the next does not show.
 */
export interface Engine {
  /** `portable`, `tensorflow`. */
  readonly name: string;
  /** The backend it computes on: `tensorflow`, `wasm`, `cpu`. */
  readonly backend: string;
  /** One line for people: library, version, device. */
  readonly description: string;
  /** The GPU that it computes on, with what was free on it before; absent on a CPU. */
  readonly gpu?: { readonly name: string; readonly freeBytes: number };
  readonly capabilities: EngineCapabilities;
  createExtractor(options: ExtractorOptions): Promise<Extractor>;
  createTrainer(options: TrainerOptions): Promise<Trainer>;
  dispose(): Promise<void>;
}
