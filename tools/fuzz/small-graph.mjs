import { GraphBuilder } from '../../packages/core/dist/index.js';

const builder = new GraphBuilder('small');
const image = builder.input('input_layer', [4, 4, 3]);
const convolution = { filters: 2, kernelSize: [1, 1], strides: [1, 1], padding: 'valid' };

/** A network of eight weights: `conv/kernel` and `conv/bias`. */
export const graph = builder.build(
  builder.add('Conv2D', 'conv', { ...convolution, useBias: true, activation: 'linear' }, image),
);
export const kernel = Float32Array.of(1, 2, 3, 4, 5, 6);
export const bias = Float32Array.of(7, 8);
