import type { Shape } from './layer-kind.js';
import type { ConfigOf, LayerKindName } from './layer-kinds.js';

export interface Case<Kind extends LayerKindName> {
  readonly config: ConfigOf<Kind>;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly weights: Readonly<Record<string, Shape>>;
  readonly flops: number;
}

const window = {
  kernelSize: [3, 3],
  strides: [2, 2],
  padding: 'same',
  useBias: true,
  activation: 'relu',
} as const;
export const image = [9, 9, 4];
/** One and a square of nine. */
const tokens = [10, 6];

/** A worked example of every kind. A multiply-add counts as two operations; bias and activation are not counted. */
export const cases: { readonly [Kind in LayerKindName]: Case<Kind> } = {
  InputLayer: { config: { shape: image }, inputs: [], output: image, weights: {}, flops: 0 },
  Conv2D: {
    config: { ...window, filters: 8 },
    inputs: [image],
    output: [5, 5, 8],
    weights: { kernel: [3, 3, 4, 8], bias: [8] },
    flops: 2 * 5 * 5 * (3 * 3 * 4) * 8,
  },
  DepthwiseConv2D: {
    config: window,
    inputs: [image],
    output: [5, 5, 4],
    weights: { kernel: [3, 3, 4, 1], bias: [4] },
    flops: 2 * 5 * 5 * (3 * 3) * 4,
  },
  SeparableConv2D: {
    config: { ...window, filters: 8 },
    inputs: [image],
    output: [5, 5, 8],
    weights: { depthwise_kernel: [3, 3, 4, 1], pointwise_kernel: [1, 1, 4, 8], bias: [8] },
    flops: 2 * 5 * 5 * (3 * 3) * 4 + 2 * 5 * 5 * 4 * 8,
  },
  Conv2DTranspose: {
    config: { ...window, filters: 8, padding: 'valid' },
    inputs: [image],
    output: [19, 19, 8],
    weights: { kernel: [3, 3, 8, 4], bias: [8] },
    flops: 2 * 9 * 9 * 4 * (3 * 3) * 8,
  },
  BatchNormalization: {
    config: { epsilon: 1e-3, momentum: 0.99 },
    inputs: [image],
    output: image,
    weights: { gamma: [4], beta: [4], moving_mean: [4], moving_variance: [4] },
    flops: 2 * 9 * 9 * 4,
  },
  LayerNormalization: {
    config: { epsilon: 1e-6 },
    inputs: [image],
    output: image,
    weights: { gamma: [4], beta: [4] },
    flops: 7 * 9 * 9 * 4,
  },
  LayerScale: {
    config: { initValues: 1e-6 },
    inputs: [image],
    output: image,
    weights: { gamma: [4] },
    flops: 9 * 9 * 4,
  },
  Rescaling: {
    config: { scale: [1, 2, 3, 4], offset: -1 },
    inputs: [image],
    output: image,
    weights: {},
    flops: 2 * 9 * 9 * 4,
  },
  Normalization: {
    config: {},
    inputs: [image],
    output: image,
    weights: { mean: [4], variance: [4], count: [] },
    flops: 2 * 9 * 9 * 4,
  },
  Activation: {
    config: { activation: 'relu6' },
    inputs: [image],
    output: image,
    weights: {},
    flops: 9 * 9 * 4,
  },
  ReLU: { config: { maxValue: 6 }, inputs: [image], output: image, weights: {}, flops: 9 * 9 * 4 },
  LeakyReLU: {
    config: { negativeSlope: 0.3 },
    inputs: [image],
    output: image,
    weights: {},
    flops: 9 * 9 * 4,
  },
  ZeroPadding2D: {
    config: {
      padding: [
        [0, 1],
        [2, 3],
      ],
    },
    inputs: [image],
    output: [10, 14, 4],
    weights: {},
    flops: 0,
  },
  Cropping2D: {
    config: {
      cropping: [
        [0, 1],
        [2, 3],
      ],
    },
    inputs: [image],
    output: [8, 4, 4],
    weights: {},
    flops: 0,
  },
  UpSampling2D: {
    config: { size: [2, 3], interpolation: 'bilinear' },
    inputs: [image],
    output: [18, 27, 4],
    weights: {},
    flops: 8 * 18 * 27 * 4,
  },
  MaxPooling2D: {
    config: { poolSize: [3, 3], strides: [2, 2], padding: 'valid' },
    inputs: [image],
    output: [4, 4, 4],
    weights: {},
    flops: 3 * 3 * 4 * 4 * 4,
  },
  AveragePooling2D: {
    config: { poolSize: [2, 2], strides: [2, 2], padding: 'same' },
    inputs: [image],
    output: [5, 5, 4],
    weights: {},
    flops: 2 * 2 * 5 * 5 * 4,
  },
  GlobalAveragePooling2D: { config: {}, inputs: [image], output: [4], weights: {}, flops: 9 * 9 * 4 },
  GlobalMaxPooling2D: {
    config: { keepdims: true },
    inputs: [image],
    output: [1, 1, 4],
    weights: {},
    flops: 9 * 9 * 4,
  },
  Flatten: { config: {}, inputs: [image], output: [324], weights: {}, flops: 0 },
  Reshape: { config: { targetShape: [4, 81] }, inputs: [image], output: [4, 81], weights: {}, flops: 0 },
  Dense: {
    config: { units: 3, useBias: true, activation: 'softmax' },
    inputs: [[5, 6]],
    output: [5, 3],
    weights: { kernel: [6, 3], bias: [3] },
    flops: 2 * 5 * 6 * 3,
  },
  ClassToken: { config: {}, inputs: [tokens], output: [11, 6], weights: { tokens: [1, 6] }, flops: 0 },
  RegisterTokens: {
    config: { count: 2 },
    inputs: [tokens],
    output: [12, 6],
    weights: { tokens: [2, 6] },
    flops: 0,
  },
  PositionEmbedding: {
    config: { grid: 7, prefix: 1 },
    inputs: [tokens],
    output: tokens,
    weights: { embedding: [50, 6] },
    flops: 10 * 6,
  },
  DotProductAttention: {
    config: { heads: 2 },
    inputs: [[10, 18]],
    output: tokens,
    weights: {},
    flops: 2 * 10 * 10 * 6 + 2 * 10 * 10 * 6,
  },
  AttentionPooling: {
    config: { heads: 2 },
    inputs: [[10, 12]],
    output: [6],
    weights: { latent: [1, 6], query_kernel: [6, 6], query_bias: [6] },
    flops: 2 * 6 * 6 + 2 * 10 * 6 + 2 * 10 * 6,
  },
  SwiGLU: { config: {}, inputs: [tokens], output: [10, 3], weights: {}, flops: 2 * 10 * 3 },
  Cropping1D: { config: { cropping: [1, 2] }, inputs: [tokens], output: [7, 6], weights: {}, flops: 0 },
  GlobalAveragePooling1D: { config: {}, inputs: [tokens], output: [6], weights: {}, flops: 10 * 6 },
  GlobalMaxPooling1D: { config: {}, inputs: [tokens], output: [6], weights: {}, flops: 10 * 6 },
  Dropout: { config: { rate: 0.2 }, inputs: [image], output: image, weights: {}, flops: 0 },
  StochasticDepth: {
    config: { dropPathRate: 0.2 },
    inputs: [image],
    output: image,
    weights: {},
    flops: 0,
  },
  Add: { config: {}, inputs: [image, image, image], output: image, weights: {}, flops: 2 * 9 * 9 * 4 },
  Multiply: {
    config: {},
    inputs: [image, [1, 1, 4]],
    output: image,
    weights: {},
    flops: 9 * 9 * 4,
  },
  Concatenate: { config: {}, inputs: [image, [9, 9, 2]], output: [9, 9, 6], weights: {}, flops: 0 },
  Take: { config: { indices: [2, 1, 0] }, inputs: [image], output: [9, 9, 3], weights: {}, flops: 0 },
  Stack: {
    config: {},
    inputs: [
      [9, 9],
      [9, 9],
    ],
    output: [9, 9, 2],
    weights: {},
    flops: 0,
  },
  CustomScaleLayer: {
    config: { scale: 0.1 },
    inputs: [image, image],
    output: image,
    weights: {},
    flops: 2 * 9 * 9 * 4,
  },
};
