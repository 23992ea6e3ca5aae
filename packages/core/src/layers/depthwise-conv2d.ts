import { biasSpec } from './conv2d.js';
import { imageShape, product, slide, type ConvolutionConfig } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export type DepthwiseConv2DConfig = ConvolutionConfig;

/** Kernel `[height, width, channels, 1]`, as Keras 3 has it (Keras 2 called it `depthwise_kernel`), then bias. */
export const DepthwiseConv2D: LayerKind<DepthwiseConv2DConfig> = {
  arity: 1,
  outputShape: (config, [input]) => [
    ...slide(input!, config.kernelSize, config.strides, config.padding),
    imageShape(input)[2],
  ],
  weights(config, [input]) {
    const [, , channels] = imageShape(input);
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [...config.kernelSize, channels, 1],
      initializer: 'glorotUniform',
      trainable: true,
    };
    return config.useBias ? [kernel, biasSpec(channels)] : [kernel];
  },
  flops: (config, _inputs, output) => 2 * product(output) * product(config.kernelSize),
};
