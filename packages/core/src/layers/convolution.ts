import type { Activation } from './activations.js';
import type { Padding, Pair, Shape } from './layer-kind.js';

/** Settings that every sliding-window convolution shares. */
export interface ConvolutionConfig {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly useBias: boolean;
  readonly activation: Activation;
}

/** Height and width after a sliding window, as TensorFlow counts them for `valid` and `same`. */
export function slide(input: Shape, window: Pair, strides: Pair, padding: Padding): [number, number] {
  const [height, width] = imageShape(input);
  const along = (size: number, kernel: number, stride: number) => {
    const steps = padding === 'same' ? size : size - kernel + 1;
    if (steps < 1) throw new RangeError(`a ${kernel}-wide window does not fit into ${size} pixels`);
    return Math.ceil(steps / stride);
  };
  return [along(height, window[0], strides[0]), along(width, window[1], strides[1])];
}

/** Checks that a layer was given `[height, width, channels]`. */
export function imageShape(input: Shape | undefined): [number, number, number] {
  if (input?.length !== 3) throw new RangeError(`expected [height, width, channels], found [${input ?? ''}]`);
  return [input[0]!, input[1]!, input[2]!];
}

export const product = (shape: Shape): number => shape.reduce((size, dimension) => size * dimension, 1);
