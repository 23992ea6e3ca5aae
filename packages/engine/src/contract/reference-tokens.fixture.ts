import { bicubicResampling, type ConfigOf, type LayerKindName } from '@thaw/core';
import { map, zeros, type Forward, type ReferenceTensor } from './reference-tensor.fixture.js';

/** Numbers of `[batch, tokens, width]`, one by one. */
function tokens(
  shape: readonly [number, number, number],
  value: (image: number, token: number, channel: number) => number,
): ReferenceTensor {
  const [, count, width] = shape;
  return map(zeros(shape), (_zero, index) => {
    const row = Math.floor(index / width);
    return value(Math.floor(row / count), row % count, index % width);
  });
}

const tokenAt =
  ({ shape: [, count, width], data }: ReferenceTensor) =>
  (image: number, token: number, channel: number) =>
    data[(image * count! + token) * width! + channel]!;

function prefixed(input: ReferenceTensor, { shape, data }: ReferenceTensor): ReferenceTensor {
  const [batch, patches, width] = input.shape as [number, number, number];
  const [at, count] = [tokenAt(input), shape[0]!];
  return tokens([batch, count + patches, width], (image, token, channel) =>
    token < count ? data[token * width + channel]! : at(image, token - count, channel),
  );
}

/** For each image, query and channel of its head: the values of all tokens, by how their keys fit. */
function attention(
  queries: number,
  heads: number,
  [batch, count, width]: readonly [number, number, number],
  at: (what: 'query' | 'key' | 'value', image: number, token: number, channel: number) => number,
): ReferenceTensor {
  const headWidth = width / heads;
  return tokens([batch, queries, width], (image, query, channel) => {
    const first = channel - (channel % headWidth);
    const scores = Array.from({ length: count }, (_, token) => {
      let score = 0;
      for (let each = first; each < first + headWidth; each++)
        score += at('query', image, query, each) * at('key', image, token, each);
      return Math.exp(score / Math.sqrt(headWidth));
    });
    const total = scores.reduce((sum, score) => sum + score, 0);
    return scores.reduce(
      (sum, score, token) => sum + (score / total) * at('value', image, token, channel),
      0,
    );
  });
}

type TokenKind = Extract<
  LayerKindName,
  | 'ClassToken'
  | 'RegisterTokens'
  | 'PositionEmbedding'
  | 'DotProductAttention'
  | 'AttentionPooling'
  | 'SwiGLU'
  | 'Cropping1D'
>;

/** What transformers are made of, by its definition. */
export const referenceTokens: { readonly [Kind in TokenKind]: Forward<ConfigOf<Kind>> } = {
  ClassToken: (_config, [input], weights) => prefixed(input!, weights['tokens']!),
  RegisterTokens: (_config, [input], weights) => prefixed(input!, weights['tokens']!),
  PositionEmbedding({ grid, prefix }, [input], weights) {
    const [, count, width] = input!.shape as [number, number, number];
    const at = tokenAt(input!);
    const embedding = weights['embedding']!.data;
    const side = Math.sqrt(count - prefix);
    const matrix = bicubicResampling(grid, side);
    return tokens(input!.shape as [number, number, number], (image, token, channel) => {
      let value = at(image, token, channel);
      if (token < prefix) return value + embedding[token * width + channel]!;
      const [row, column] = [Math.floor((token - prefix) / side), (token - prefix) % side];
      for (let place = 0; place < grid ** 2; place++) {
        const share =
          matrix[row * grid + Math.floor(place / grid)]! * matrix[column * grid + (place % grid)]!;
        value += share * embedding[(prefix + place) * width + channel]!;
      }
      return value;
    });
  },
  DotProductAttention({ heads }, [input]) {
    const [batch, count, all] = input!.shape as [number, number, number];
    const [at, width] = [tokenAt(input!), all / 3];
    const parts = { query: 0, key: 1, value: 2 };
    return attention(count, heads, [batch, count, width], (what, image, token, channel) =>
      at(image, token, parts[what] * width + channel),
    );
  },
  AttentionPooling({ heads }, [input], { latent, query_kernel: kernel, query_bias: bias }) {
    const [batch, count, both] = input!.shape as [number, number, number];
    const [at, width] = [tokenAt(input!), both / 2];
    const query = bias!.data.map((start, unit) =>
      latent!.data.reduce((sum, value, index) => sum + value * kernel!.data[index * width + unit]!, start),
    );
    const { data } = attention(1, heads, [batch, count, width], (what, image, token, channel) =>
      what === 'query' ? query[channel]! : at(image, token, (what === 'key' ? 0 : width) + channel),
    );
    return { shape: [batch, width], data };
  },
  SwiGLU(_config, [input]) {
    const [batch, count, both] = input!.shape as [number, number, number];
    const [at, width] = [tokenAt(input!), both / 2];
    return tokens([batch, count, width], (image, token, channel) => {
      const gate = at(image, token, channel);
      return (gate / (1 + Math.exp(-gate))) * at(image, token, width + channel);
    });
  },
  Cropping1D({ cropping: [first, last] }, [input]) {
    const [batch, count, width] = input!.shape as [number, number, number];
    const at = tokenAt(input!);
    return tokens([batch, count - first - last, width], (image, token, channel) =>
      at(image, first + token, channel),
    );
  },
};
