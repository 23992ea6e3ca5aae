import { bicubicResampling } from './bicubic-resampling.js';
import { product } from './convolution.js';
import type { LayerKind, Shape } from './layer-kind.js';
import { tokensShape } from './tokens.js';
import { tokenInitializer } from './prefix-tokens.js';

export interface PositionEmbeddingConfig {
  /** Side of the square of patches that there is an embedding of, however many patches an image has. */
  readonly grid: number;
  /** How many tokens come before those of the patches, each with an embedding of its own. */
  readonly prefix: number;
}

/**
 * Adds to each token what is learned of its place, `embedding`, `[prefix + grid², width]`. Where an image has another number of
 * patches, that of the patches is resampled, as timm does (`resample_abs_pos_embed`): so weights do not depend on the size of images.
 */
export const PositionEmbedding: LayerKind<PositionEmbeddingConfig> = {
  arity: 1,
  outputShape(config, [input]) {
    patchSide(config, input);
    return input!;
  },
  weights: ({ grid, prefix }, [input]) => [
    {
      name: 'embedding',
      shape: [prefix + grid ** 2, input![1]!],
      initializer: tokenInitializer,
      trainable: true,
    },
  ],
  flops: (_config, _inputs, output) => product(output),
};

/** Side of the square that an image's patches make up. */
function patchSide({ prefix }: PositionEmbeddingConfig, input: Shape | undefined): number {
  const [tokens] = tokensShape(input);
  const side = Math.sqrt(tokens - prefix);
  if (tokens > prefix && Number.isInteger(side)) return side;
  throw new RangeError(`cannot make a square of ${tokens} tokens without the first ${prefix}`);
}

/** A linear map from what belongs to the places of one square of patches, `[prefix + from², width]`, to that of another. */
export interface PatchResampling {
  /** So many places come before the patches, and stay as they are. */
  readonly prefix: number;
  /** Sides of the squares. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** What a place along a side of the second takes of those of the first, `[to, from]`; rows and columns alike. */
  readonly matrix: Float32Array;
}

/** How the embedding becomes that of an image's own patches, and how the gradient by that becomes the embedding's. */
export function patchResampling(
  config: PositionEmbeddingConfig,
  input: Shape,
): { readonly forward: PatchResampling; readonly backward: PatchResampling } {
  const { prefix, grid } = config;
  const side = patchSide(config, input);
  const width = input[1]!;
  const matrix = bicubicResampling(grid, side);
  const transposed = matrix.map((_, index) => matrix[(index % side) * grid + Math.floor(index / side)]!);
  return {
    forward: { prefix, from: grid, to: side, width, matrix },
    backward: { prefix, from: side, to: grid, width, matrix: transposed },
  };
}
