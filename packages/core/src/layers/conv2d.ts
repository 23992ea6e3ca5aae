import { imageShape, product, slide, type ConvolutionConfig } from './convolution.js';
import type { LayerKind, Shape, WeightSpec } from './layer-kind.js';

export interface Conv2DConfig extends ConvolutionConfig {
  readonly filters: number;
  /** Each of so many parts of the channels has filters of its own: 1, unless it is said; as many as channels is depthwise. */
  readonly groups?: number;
}

/** Kernel `[height, width, channels / groups, filters]`, then bias `[filters]`. */
export const Conv2D: LayerKind<Conv2DConfig> = {
  arity: 1,
  outputShape(config, [input]) {
    const { kernelSize, strides, padding, filters, groups = 1 } = config;
    const [, , channels] = imageShape(input);
    if (channels % groups !== 0 || filters % groups !== 0)
      throw new RangeError(`cannot part ${channels} channels and ${filters} filters into ${groups} groups`);
    return [...slide(input!, kernelSize, strides, padding), filters];
  },
  weights(config, [input]) {
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: [...config.kernelSize, channelsPerFilter(config, input), config.filters],
      initializer: 'glorotUniform',
      trainable: true,
    };
    return config.useBias ? [kernel, biasSpec(config.filters)] : [kernel];
  },
  flops: (config, [input], output) =>
    2 * product(output) * product(config.kernelSize) * channelsPerFilter(config, input),
};

const channelsPerFilter = ({ groups = 1 }: Conv2DConfig, input: Shape | undefined): number =>
  imageShape(input)[2] / groups;

export const biasSpec = (units: number): WeightSpec => ({
  name: 'bias',
  shape: [units],
  initializer: 'zeros',
  trainable: true,
});
