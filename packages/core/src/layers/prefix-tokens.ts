import type { LayerKind } from './layer-kind.js';
import { tokensShape } from './tokens.js';

export interface RegisterTokensConfig {
  readonly count: number;
}

/** As timm and KerasHub begin whatever is added to tokens. */
export const tokenInitializer = 'truncatedNormal';

const prefixTokens = <Config>(countOf: (config: Config) => number): LayerKind<Config> => ({
  arity: 1,
  outputShape(config, [input]) {
    const [tokens, width] = tokensShape(input);
    return [countOf(config) + tokens, width];
  },
  weights: (config, [input]) => [
    {
      name: 'tokens',
      shape: [countOf(config), input![1]!],
      initializer: tokenInitializer,
      trainable: true,
    },
  ],
  flops: () => 0,
});

/** Puts a learned token, the same for all images, before those of an image; after the last block it stands for the whole. */
export const ClassToken: LayerKind<Record<never, never>> = prefixTokens(() => 1);

/** Puts learned tokens before those of an image that stand for nothing: what attention may write to (arXiv 2309.16588). */
export const RegisterTokens: LayerKind<RegisterTokensConfig> = prefixTokens(({ count }) => count);
