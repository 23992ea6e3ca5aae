/**
 * How pixels become a network's input: channels in this order, then `(value − mean) / std`, on the 0–255 scale.
 * Travels with weights, since they were trained with it.
 */
export interface Preprocessing {
  readonly channels: 'RGB' | 'BGR';
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Those that have a name. `caffe`, `tf` and `torch` are the modes of Keras's `preprocess_input` (imagenet_utils.py). */
export const preprocessings = {
  /** As they are, 0 to 255. */
  none: { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
  /** 0 to 1. */
  unit: { channels: 'RGB', mean: [0, 0, 0], std: [255, 255, 255] },
  /** −1 to 1. */
  tf: { channels: 'RGB', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
  /** ImageNet's mean colour and deviations, as in timm's `IMAGENET_DEFAULT_MEAN` and `_STD`, times 255. */
  torch: { channels: 'RGB', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  /** BGR, centred on ImageNet's mean colour, not scaled. */
  caffe: { channels: 'BGR', mean: [103.939, 116.779, 123.68], std: [1, 1, 1] },
} as const satisfies Readonly<Record<string, Preprocessing>>;

export type PreprocessingName = keyof typeof preprocessings;
