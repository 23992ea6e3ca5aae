import { imageShape, product } from './convolution.js';
import type { LayerKind, Pair } from './layer-kind.js';

/** Ways to make more places of fewer. */
export const upSamplings = ['nearest', 'bilinear'] as const;

export interface UpSampling2DConfig {
  /** How many times as high and wide. */
  readonly size: Pair;
  readonly interpolation: (typeof upSamplings)[number];
}

/** Each place again and again, or what lies between places on a line: their centres are those of squares, and beyond the border it goes on. */
export const UpSampling2D: LayerKind<UpSampling2DConfig> = {
  arity: 1,
  outputShape({ size }, [input]) {
    const [height, width, channels] = imageShape(input);
    return [height * size[0], width * size[1], channels];
  },
  weights: () => [],
  // Of two lines, and along each of two places.
  flops: ({ interpolation }, _inputs, output) => (interpolation === 'nearest' ? 0 : 8 * product(output)),
};

/** `[length · factor, length]`: what each place of the result is of each place along one axis, bilinear. */
export function linearUpSampling(length: number, factor: number): Float32Array {
  const matrix = new Float32Array(length * factor * length);
  for (let to = 0; to < length * factor; to++) {
    const place = (to + 0.5) / factor - 0.5;
    const before = Math.floor(place);
    const share = place - before;
    const add = (from: number, part: number) => {
      matrix[to * length + Math.min(Math.max(from, 0), length - 1)]! += part;
    };
    add(before, 1 - share);
    add(before + 1, share);
  }
  return matrix;
}
