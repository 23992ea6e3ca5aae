import { imageShape } from './convolution.js';
import type { LayerKind, Pair } from './layer-kind.js';

export interface Cropping2DConfig {
  /** `[[top, bottom], [left, right]]`, in pixels. */
  readonly cropping: readonly [Pair, Pair];
}

export const Cropping2D: LayerKind<Cropping2DConfig> = {
  arity: 1,
  outputShape({ cropping: [rows, columns] }, [input]) {
    const [height, width, channels] = imageShape(input);
    const cropped = [height - rows[0] - rows[1], width - columns[0] - columns[1], channels];
    if (cropped.some((length) => length < 1)) throw new RangeError(`leaves nothing of [${input}]`);
    return cropped;
  },
  weights: () => [],
  flops: () => 0,
};
