import type { ConfigOf, Shape } from '@thaw/core';

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

export const batchNorm = (
  given: Partial<ConfigOf<'BatchNormalization'>> = {},
): ConfigOf<'BatchNormalization'> => ({ epsilon: 1e-3, momentum: 0.99, ...given });

/** So many pixels on every side. */
export const border = (pixels: number) =>
  ({
    padding: [
      [pixels, pixels],
      [pixels, pixels],
    ],
  }) as const;

/** What a window needs around an image to halve it; `correct_pad` in Keras's imagenet_utils.py. */
export function halvingBorder([height, width]: Shape, kernelSize: number) {
  const after = Math.floor(kernelSize / 2);
  const sides = (length: number) => [after - 1 + (length % 2), after] as const;
  return { padding: [sides(height!), sides(width!)] } as const;
}

/** To a multiple of 8, but never by more than a tenth less; `_depth` and `round_filters` in Keras. */
export function roundedFilters(filters: number): number {
  const rounded = multipleOf8(filters);
  return rounded < 0.9 * filters ? rounded + 8 : rounded;
}

export const multipleOf8 = (filters: number): number => Math.max(8, Math.floor((filters + 4) / 8) * 8);
