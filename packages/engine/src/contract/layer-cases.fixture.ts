import { activations, upSamplings, type GraphBuilder } from '@thaw/core';
import { pixelsPerImage } from './small-graphs.fixture.js';

export interface LayerCase {
  readonly name: string;
  /** Adds the layer named `layer` on top of `[5, 4, 3]`. */
  add(builder: GraphBuilder, input: string): string;
}

const convolution = {
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  useBias: true,
  activation: 'linear',
} as const;
const pooling = { poolSize: [3, 3], strides: [2, 2], padding: 'same' } as const;

/** An image's numbers as tokens: ten, which are one and a square, or five. */
const tokens = (to: GraphBuilder, x: string, width: 6 | 12 = 6) =>
  to.add('Reshape', 'tokens', { targetShape: [pixelsPerImage / width, width] }, x);

/** A part of an image, `[3, 2, 3]`, for layers that make more of it. */
const corner = (to: GraphBuilder, x: string) =>
  to.add(
    'Cropping2D',
    'corner',
    {
      cropping: [
        [1, 1],
        [0, 2],
      ],
    },
    x,
  );

/** Every kind of layer, in the settings that the backbones use and those that are easily got wrong. */
export const layerCases: readonly LayerCase[] = [
  { name: 'ClassToken', add: (to, x) => to.add('ClassToken', 'layer', {}, tokens(to, x)) },
  { name: 'RegisterTokens', add: (to, x) => to.add('RegisterTokens', 'layer', { count: 2 }, tokens(to, x)) },
  {
    name: 'PositionEmbedding',
    add: (to, x) => to.add('PositionEmbedding', 'layer', { grid: 3, prefix: 1 }, tokens(to, x)),
  },
  {
    name: 'PositionEmbedding of more patches than images have',
    add: (to, x) => to.add('PositionEmbedding', 'layer', { grid: 5, prefix: 1 }, tokens(to, x)),
  },
  {
    name: 'PositionEmbedding of fewer, and of patches alone',
    add(to, x) {
      const patches = to.add('Cropping1D', 'patches', { cropping: [1, 0] }, tokens(to, x));
      return to.add('PositionEmbedding', 'layer', { grid: 2, prefix: 0 }, patches);
    },
  },
  {
    name: 'DotProductAttention',
    add: (to, x) => to.add('DotProductAttention', 'layer', { heads: 2 }, tokens(to, x, 12)),
  },
  {
    name: 'AttentionPooling',
    add: (to, x) => to.add('AttentionPooling', 'layer', { heads: 2 }, tokens(to, x, 12)),
  },
  { name: 'SwiGLU', add: (to, x) => to.add('SwiGLU', 'layer', {}, tokens(to, x, 12)) },
  {
    name: 'Cropping1D',
    add: (to, x) => to.add('Cropping1D', 'layer', { cropping: [1, 2] }, tokens(to, x)),
  },
  {
    name: 'GlobalAveragePooling1D',
    add: (to, x) => to.add('GlobalAveragePooling1D', 'layer', {}, tokens(to, x)),
  },
  { name: 'GlobalMaxPooling1D', add: (to, x) => to.add('GlobalMaxPooling1D', 'layer', {}, tokens(to, x)) },
  {
    name: 'Conv2D same',
    add: (to, x) => to.add('Conv2D', 'layer', { ...convolution, filters: 4, activation: 'relu' }, x),
  },
  {
    name: 'Conv2D same, strides 2, no bias',
    add: (to, x) =>
      to.add('Conv2D', 'layer', { ...convolution, filters: 2, strides: [2, 2], useBias: false }, x),
  },
  {
    name: 'Conv2D valid, 3 × 2, strides 2',
    add: (to, x) =>
      to.add(
        'Conv2D',
        'layer',
        { ...convolution, filters: 2, kernelSize: [3, 2], strides: [2, 2], padding: 'valid' },
        x,
      ),
  },
  {
    name: 'Conv2D 1 × 1, strides 2',
    add: (to, x) =>
      to.add('Conv2D', 'layer', { ...convolution, filters: 4, kernelSize: [1, 1], strides: [2, 2] }, x),
  },
  {
    name: 'Conv2D, a group for each channel',
    add: (to, x) => to.add('Conv2D', 'layer', { ...convolution, filters: 6, groups: 3 }, x),
  },
  {
    name: 'Conv2D, groups of two channels, strides 2',
    add(to, x) {
      const wider = to.add('Conv2D', 'wider', { ...convolution, kernelSize: [1, 1], filters: 6 }, x);
      const config = { ...convolution, filters: 9, groups: 3, strides: [2, 2], activation: 'relu' } as const;
      return to.add('Conv2D', 'layer', config, wider);
    },
  },
  {
    name: 'Conv2DTranspose same, strides 2',
    add: (to, x) =>
      to.add(
        'Conv2DTranspose',
        'layer',
        { ...convolution, filters: 2, strides: [2, 2], activation: 'relu' },
        corner(to, x),
      ),
  },
  {
    name: 'Conv2DTranspose valid, 3 × 2, strides 2 × 3, no bias',
    add: (to, x) =>
      to.add(
        'Conv2DTranspose',
        'layer',
        {
          ...convolution,
          ...{ filters: 2, kernelSize: [3, 2], strides: [2, 3], padding: 'valid', useBias: false },
        },
        corner(to, x),
      ),
  },
  {
    name: 'DepthwiseConv2D same',
    add: (to, x) => to.add('DepthwiseConv2D', 'layer', { ...convolution, activation: 'relu6' }, x),
  },
  {
    name: 'DepthwiseConv2D same, strides 2, no bias',
    add: (to, x) =>
      to.add('DepthwiseConv2D', 'layer', { ...convolution, strides: [2, 2], useBias: false }, x),
  },
  {
    name: 'DepthwiseConv2D valid, strides 2',
    add: (to, x) =>
      to.add('DepthwiseConv2D', 'layer', { ...convolution, strides: [2, 2], padding: 'valid' }, x),
  },
  {
    name: 'SeparableConv2D same',
    add: (to, x) => to.add('SeparableConv2D', 'layer', { ...convolution, filters: 4 }, x),
  },
  {
    name: 'BatchNormalization',
    add: (to, x) => to.add('BatchNormalization', 'layer', { epsilon: 1e-3, momentum: 0.9 }, x),
  },
  {
    name: 'BatchNormalization, no scale, no center',
    add: (to, x) =>
      to.add('BatchNormalization', 'layer', { epsilon: 1e-3, momentum: 0.9, scale: false, center: false }, x),
  },
  {
    name: 'LayerNormalization',
    // Of three channels, two are never as close together as to make the third stand for a variance of next to nothing.
    add: (to, x) => to.add('LayerNormalization', 'layer', { epsilon: 0.1 }, x),
  },
  { name: 'LayerScale', add: (to, x) => to.add('LayerScale', 'layer', { initValues: 1e-6 }, x) },
  { name: 'Rescaling', add: (to, x) => to.add('Rescaling', 'layer', { scale: [2, 0.5, -1], offset: 1 }, x) },
  { name: 'Normalization', add: (to, x) => to.add('Normalization', 'layer', {}, x) },
  {
    name: 'Normalization by what is known',
    add: (to, x) => to.add('Normalization', 'layer', { mean: [1, -1, 0.5], variance: [2, 0.5, 1] }, x),
  },
  ...activations.map((activation): LayerCase => ({
    name: `Activation ${activation}`,
    add: (to, x) => to.add('Activation', 'layer', { activation }, x),
  })),
  { name: 'ReLU', add: (to, x) => to.add('ReLU', 'layer', {}, x) },
  { name: 'ReLU up to 2.5', add: (to, x) => to.add('ReLU', 'layer', { maxValue: 2.5 }, x) },
  { name: 'LeakyReLU', add: (to, x) => to.add('LeakyReLU', 'layer', { negativeSlope: 0.3 }, x) },
  {
    name: 'ZeroPadding2D',
    add: (to, x) =>
      to.add(
        'ZeroPadding2D',
        'layer',
        {
          padding: [
            [1, 0],
            [2, 1],
          ],
        },
        x,
      ),
  },
  {
    name: 'Cropping2D',
    add: (to, x) =>
      to.add(
        'Cropping2D',
        'layer',
        {
          cropping: [
            [1, 0],
            [1, 2],
          ],
        },
        x,
      ),
  },
  ...upSamplings.map((interpolation): LayerCase => ({
    name: `UpSampling2D ${interpolation}`,
    add: (to, x) => to.add('UpSampling2D', 'layer', { size: [2, 3], interpolation }, corner(to, x)),
  })),
  { name: 'MaxPooling2D same', add: (to, x) => to.add('MaxPooling2D', 'layer', pooling, x) },
  {
    name: 'MaxPooling2D valid',
    add: (to, x) => to.add('MaxPooling2D', 'layer', { ...pooling, poolSize: [2, 2], padding: 'valid' }, x),
  },
  { name: 'AveragePooling2D same', add: (to, x) => to.add('AveragePooling2D', 'layer', pooling, x) },
  {
    name: 'AveragePooling2D valid',
    add: (to, x) => to.add('AveragePooling2D', 'layer', { ...pooling, padding: 'valid' }, x),
  },
  { name: 'GlobalAveragePooling2D', add: (to, x) => to.add('GlobalAveragePooling2D', 'layer', {}, x) },
  {
    name: 'GlobalAveragePooling2D, keepdims',
    add: (to, x) => to.add('GlobalAveragePooling2D', 'layer', { keepdims: true }, x),
  },
  { name: 'GlobalMaxPooling2D', add: (to, x) => to.add('GlobalMaxPooling2D', 'layer', {}, x) },
  {
    name: 'GlobalMaxPooling2D, keepdims',
    add: (to, x) => to.add('GlobalMaxPooling2D', 'layer', { keepdims: true }, x),
  },
  { name: 'Flatten', add: (to, x) => to.add('Flatten', 'layer', {}, x) },
  { name: 'Reshape', add: (to, x) => to.add('Reshape', 'layer', { targetShape: [4, 3, 5] }, x) },
  {
    name: 'Dense',
    add(to, x) {
      const features = to.add('GlobalAveragePooling2D', 'features', {}, x);
      return to.add('Dense', 'layer', { units: 5, useBias: true, activation: 'relu' }, features);
    },
  },
  {
    name: 'Dense at each place',
    add: (to, x) => to.add('Dense', 'layer', { units: 2, useBias: true, activation: 'gelu' }, x),
  },
  { name: 'Dropout', add: (to, x) => to.add('Dropout', 'layer', { rate: 0 }, x) },
  { name: 'StochasticDepth', add: (to, x) => to.add('StochasticDepth', 'layer', { dropPathRate: 0 }, x) },
  {
    name: 'Add',
    add(to, x) {
      const doubled = to.add('ReLU', 'doubled', {}, x);
      return to.add('Add', 'layer', {}, x, doubled, x);
    },
  },
  {
    name: 'Multiply, by a gate',
    add(to, x) {
      const pooled = to.add('GlobalAveragePooling2D', 'pooled', { keepdims: true }, x);
      const gate = to.add('Activation', 'gate', { activation: 'sigmoid' }, pooled);
      return to.add('Multiply', 'layer', {}, x, gate, x);
    },
  },
  {
    name: 'Concatenate',
    add(to, x) {
      const wider = to.add('Dense', 'wider', { units: 2, useBias: true, activation: 'relu' }, x);
      return to.add('Concatenate', 'layer', {}, wider, x);
    },
  },
  { name: 'Take', add: (to, x) => to.add('Take', 'layer', { indices: [2, 0] }, x) },
  { name: 'Take of one', add: (to, x) => to.add('Take', 'layer', { indices: 1 }, x) },
  {
    name: 'Stack',
    add(to, x) {
      const last = to.add('Take', 'last', { indices: 2 }, x);
      return to.add('Stack', 'layer', {}, last, to.add('Take', 'first', { indices: 0 }, x), last);
    },
  },
  {
    name: 'CustomScaleLayer',
    add(to, x) {
      const branch = to.add('ReLU', 'branch', {}, x);
      return to.add('CustomScaleLayer', 'layer', { scale: 0.3 }, x, branch);
    },
  },
];
