/** A shape without the batch dimension: `[height, width, channels]`, `[tokens, width]` or `[features]`. */
export type Shape = readonly number[];

/** How Keras draws a weight unless it is told otherwise, how timm draws what is added to tokens, or the number that all of it begins as. */
export type Initializer = 'glorotUniform' | 'truncatedNormal' | 'zeros' | 'ones' | number;

/** One weight of a layer, named as in Keras. */
export interface WeightSpec {
  /** `kernel`, `bias`, `depthwise_kernel`, `gamma`, `moving_mean`, … */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** False for statistics that no gradient reaches, such as `moving_mean`. */
  readonly trainable: boolean;
}

/**
 * What a kind of layer is, without a tensor: its output shape, its weights in Keras's order, and its cost.
 * A new kind is one file that exports one of these, and one line in `layer-kinds.ts`.
 */
export interface LayerKind<Config> {
  /** How many inputs the layer takes: exactly `n`, or at least two for `many`. */
  readonly arity: 0 | 1 | 2 | 'many';
  /** True if the layer draws random numbers while training. */
  readonly stochastic?: boolean;
  /** Throws a RangeError, in words, when the layer cannot take the inputs. */
  outputShape(config: Config, inputs: readonly Shape[]): Shape;
  weights(config: Config, inputs: readonly Shape[]): readonly WeightSpec[];
  /** Floating-point operations for one image, forward; a multiply-add counts as two. */
  flops(config: Config, inputs: readonly Shape[], output: Shape): number;
}

export type Padding = 'valid' | 'same';
export type Pair = readonly [number, number];
