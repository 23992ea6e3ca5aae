import type { ConfigOf } from '@thaw/core';

type DepthwiseConfig = ConfigOf<'DepthwiseConv2D'>;
type WindowOptions = { readonly strides?: number } & Partial<
  Pick<DepthwiseConfig, 'padding' | 'useBias' | 'activation'>
>;

/** Configs of square windows, with Keras's arguments and defaults, so that a network reads as it does in Keras. */
export function depthwise(
  kernelSize: number,
  { strides = 1, padding = 'valid', useBias = true, activation = 'linear' }: WindowOptions = {},
): DepthwiseConfig {
  return { kernelSize: [kernelSize, kernelSize], strides: [strides, strides], padding, useBias, activation };
}

export const convolution = (
  filters: number,
  kernelSize: number,
  options?: WindowOptions,
): ConfigOf<'Conv2D'> => ({
  filters,
  ...depthwise(kernelSize, options),
});

export const pooling = (
  poolSize: number,
  { strides, padding = 'valid' }: { strides: number } & Pick<WindowOptions, 'padding'>,
): ConfigOf<'MaxPooling2D'> => ({ poolSize: [poolSize, poolSize], strides: [strides, strides], padding });

export const batchNorm = ({
  epsilon = 1e-3,
  momentum = 0.99,
}: Partial<ConfigOf<'BatchNormalization'>> = {}): ConfigOf<'BatchNormalization'> => ({ epsilon, momentum });
