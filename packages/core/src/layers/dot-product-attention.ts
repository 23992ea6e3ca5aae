import type { LayerKind, Shape } from './layer-kind.js';
import { tokensShape } from './tokens.js';

export interface AttentionConfig {
  readonly heads: number;
}

/**
 * Multi-head self-attention between its projections (Vaswani et al. 2017): takes query, key and value of each token side by
 * side, `[tokens, 3 · width]`, each head's part of them in a row, as timm's `attn.qkv` gives them.
 */
export const DotProductAttention: LayerKind<AttentionConfig> = {
  arity: 1,
  outputShape({ heads }, [input]) {
    const [tokens, width] = tokensShape(input);
    return [tokens, headedWidth(width, 3, heads)];
  },
  weights: () => [],
  flops: (_config, _inputs, output) => attentionFlops(output[0]!, output),
};

/**
 * Attention of one learned query to all tokens (`AttentionPoolLatent` in timm): takes key and value of each,
 * `[tokens, 2 · width]`. `latent` is the query before its projection, `query_kernel` and `query_bias`.
 */
export const AttentionPooling: LayerKind<AttentionConfig> = {
  arity: 1,
  outputShape: ({ heads }, [input]) => [headedWidth(tokensShape(input)[1], 2, heads)],
  weights(_config, [input]) {
    const width = input![1]! / 2;
    return [
      { name: 'latent', shape: [1, width], initializer: 'glorotUniform', trainable: true },
      { name: 'query_kernel', shape: [width, width], initializer: 'glorotUniform', trainable: true },
      { name: 'query_bias', shape: [width], initializer: 'zeros', trainable: true },
    ];
  },
  flops: (_config, [input], [width]) => 2 * width! ** 2 + attentionFlops(1, [input![0]!, width!]),
};

/** Two products and the softmax between them, which is not counted. */
const attentionFlops = (queries: number, [tokens, width]: Shape): number => 4 * queries * tokens! * width!;

function headedWidth(found: number, parts: number, heads: number): number {
  const width = found / parts;
  if (Number.isInteger(width / heads)) return width;
  throw new RangeError(`cannot part ${found} numbers a token into ${parts} times ${heads} heads`);
}
