import { imageShape, product } from './convolution.js';
import type { LayerKind } from './layer-kind.js';

export interface GlobalPooling2DConfig {
  /** Whether height and width stay, as 1 each. */
  readonly keepdims?: boolean;
}

const globalPooling: LayerKind<GlobalPooling2DConfig> = {
  arity: 1,
  outputShape({ keepdims }, [input]) {
    const [, , channels] = imageShape(input);
    return keepdims ? [1, 1, channels] : [channels];
  },
  weights: () => [],
  flops: (_config, [input]) => product(input!),
};

export const GlobalAveragePooling2D = globalPooling;
export const GlobalMaxPooling2D = globalPooling;

export const Flatten: LayerKind<Record<never, never>> = {
  arity: 1,
  outputShape: (_config, [input]) => [product(input!)],
  weights: () => [],
  flops: () => 0,
};
