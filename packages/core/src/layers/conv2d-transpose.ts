import { biasSpec } from './conv2d.js';
import { imageShape, product, type ConvolutionConfig } from './convolution.js';
import type { LayerKind, WeightSpec } from './layer-kind.js';

export interface Conv2DTransposeConfig extends ConvolutionConfig {
  readonly filters: number;
}

/** What a convolution does on its way back: kernel `[height, width, filters, channels]`, then bias `[filters]`. */
export const Conv2DTranspose: LayerKind<Conv2DTransposeConfig> = {
  arity: 1,
  outputShape({ kernelSize, strides, padding, filters }, [input]) {
    const [height, width] = imageShape(input);
    const beyond = (axis: 0 | 1) => (padding === 'same' ? 0 : Math.max(kernelSize[axis] - strides[axis], 0));
    return [height * strides[0] + beyond(0), width * strides[1] + beyond(1), filters];
  },
  weights({ kernelSize, filters, useBias }, [input]) {
    const [, , channels] = imageShape(input);
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [...kernelSize, filters, channels],
      initializer: 'glorotUniform',
      trainable: true,
    };
    return useBias ? [kernel, biasSpec(filters)] : [kernel];
  },
  flops: ({ kernelSize, filters }, [input]) => 2 * product(imageShape(input)) * product(kernelSize) * filters,
};
