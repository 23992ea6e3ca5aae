import { imageShape } from './convolution.js';
import type { LayerKind, Pair } from './layer-kind.js';

export interface ZeroPadding2DConfig {
  /** `[[top, bottom], [left, right]]`, in pixels. */
  readonly padding: readonly [Pair, Pair];
}

export const ZeroPadding2D: LayerKind<ZeroPadding2DConfig> = {
  arity: 1,
  outputShape({ padding: [rows, columns] }, [input]) {
    const [height, width, channels] = imageShape(input);
    return [height + rows[0] + rows[1], width + columns[0] + columns[1], channels];
  },
  weights: () => [],
  flops: () => 0,
};
