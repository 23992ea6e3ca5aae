import { imageShape, product, slide, type ConvolutionConfig } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export interface Conv2DConfig extends ConvolutionConfig {
  readonly filters: number;
}

/** Kernel `[height, width, channels, filters]`, then bias `[filters]`. */
export const Conv2D: LayerKind<Conv2DConfig> = {
  arity: 1,
  outputShape: (config, [input]) => [
    ...slide(input!, config.kernelSize, config.strides, config.padding),
    config.filters,
  ],
  weights(config, [input]) {
    const [, , channels] = imageShape(input);
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [...config.kernelSize, channels, config.filters],
      initializer: 'glorotUniform',
      trainable: true,
    };
    return config.useBias ? [kernel, biasSpec(config.filters)] : [kernel];
  },
  flops: (config, [input], output) => 2 * product(output) * product(config.kernelSize) * imageShape(input)[2],
};

export const biasSpec = (units: number): WeightSpec => ({
  name: 'bias',
  shape: [units],
  initializer: 'zeros',
  trainable: true,
});
