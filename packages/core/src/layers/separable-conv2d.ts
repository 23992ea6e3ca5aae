import { biasSpec } from './conv2d.js';
import { imageShape, product, slide, type ConvolutionConfig } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export interface SeparableConv2DConfig extends ConvolutionConfig {
  readonly filters: number;
}

/** A depthwise convolution, then a 1 × 1 one: `depthwise_kernel`, `pointwise_kernel`, bias. */
export const SeparableConv2D: LayerKind<SeparableConv2DConfig> = {
  arity: 1,
  outputShape: (config, [input]) => [
    ...slide(input!, config.kernelSize, config.strides, config.padding),
    config.filters,
  ],
  weights(config, [input]) {
    const [, , channels] = imageShape(input);
    const kernels: WeightSpec[] = [
      {
        name: 'depthwise_kernel',
        shape: [...config.kernelSize, channels, 1],
        initializer: 'glorotUniform',
        trainable: true,
      },
      {
        name: 'pointwise_kernel',
        shape: [1, 1, channels, config.filters],
        initializer: 'glorotUniform',
        trainable: true,
      },
    ];
    return config.useBias ? [...kernels, biasSpec(config.filters)] : kernels;
  },
  flops(config, [input], output) {
    const [, , channels] = imageShape(input);
    const pixels = output[0]! * output[1]!;
    return 2 * pixels * channels * (product(config.kernelSize) + config.filters);
  },
};
