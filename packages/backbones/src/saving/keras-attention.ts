import { ThawError, type Layer, type LayerGraph, type LayerOf, type NumericArray } from '@thaw/core';
import type { KerasGraph, KerasTensor, Variable } from './keras-graph.js';
import { reshaped, timesAndPlus, type AttentionKind } from './keras-layers.js';

type Projection = LayerOf<'Dense'>;

/** Attention with the projections before and after it, which a `MultiHeadAttention` of Keras does itself. */
export interface Attention {
  readonly layer: LayerOf<AttentionKind>;
  /** Of the tokens that it attends to: query, key and value side by side, or key and value. */
  readonly before: Projection;
  readonly after: Projection;
}

/** By the name of each of its three layers. Throws THAW-EXPORT-LAYER where there is attention that has not both projections to itself. */
export function findAttention(graph: LayerGraph): ReadonlyMap<string, Attention> {
  const byName = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const users = new Map<string, Layer[]>();
  for (const layer of graph.layers)
    for (const input of layer.inputs) users.set(input, [...(users.get(input) ?? []), layer]);
  const alone = (layer: Layer | undefined): Projection | undefined =>
    layer?.kind === 'Dense' && layer.config.activation === 'linear' ? layer : undefined;
  const only = (name: string) => (users.get(name)?.length === 1 ? users.get(name)![0] : undefined);

  const found = new Map<string, Attention>();
  for (const layer of graph.layers) {
    if (layer.kind !== 'DotProductAttention' && layer.kind !== 'AttentionPooling') continue;
    const before = alone(only(layer.inputs[0]!) && byName.get(layer.inputs[0]!));
    const after = alone(only(layer.name));
    if (!before || !after)
      throw new ThawError({
        code: 'THAW-EXPORT-LAYER',
        message: `Keras has no layer for ${layer.kind} ${layer.name} of ${graph.name} as it stands there`,
        expected: 'a dense layer before it and one after it, without activation and for nothing else',
        remedy: 'export it as savedmodel, onnx or tfjs',
      });
    const attention: Attention = { layer, before, after };
    for (const { name } of [before, layer, after]) found.set(name, attention);
  }
  return found;
}

type WeightOf = (layer: string, weight: string) => NumericArray | undefined;

/** Writes the three layers as one. `tokens`: what the projection before takes. */
export function writeAttention(
  graph: KerasGraph,
  { layer, before, after }: Attention,
  tokens: KerasTensor,
  weightOf: WeightOf,
): KerasTensor {
  const { heads } = layer.config;
  const isPooling = layer.kind === 'AttentionPooling';
  const parts = isPooling ? 2 : 3;
  const headWidth = before.config.units / parts / heads;
  const inner = { heads, headWidth, parts };
  const kernel = weightOf(before.name, 'kernel')!;
  const bias = weightOf(before.name, 'bias');
  const part = (index: number): readonly Variable[] => [
    headed(partOf(kernel, index, inner), inner),
    headed(bias ? partOf(bias, index, inner) : zeros(heads * headWidth), inner),
  ];
  const query = isPooling ? latentQuery(graph, layer.name, tokens, weightOf(layer.name, 'latent')!) : tokens;
  const { units } = after.config;
  const key = part(parts - 2);
  const value = part(parts - 1);
  const variables = {
    query_dense: isPooling
      ? [
          headed(weightOf(layer.name, 'query_kernel')!, inner),
          headed(weightOf(layer.name, 'query_bias')!, inner),
        ]
      : part(0),
    ...{ key_dense: key, value_dense: value },
    output_dense: [
      reshaped(weightOf(after.name, 'kernel')!, [heads, headWidth, units]),
      weightOf(after.name, 'bias') ?? zeros(units),
    ],
  };
  const config = {
    ...{ num_heads: heads, key_dim: headWidth, value_dim: headWidth, use_bias: true },
    output_shape: [units],
  };
  const shape = [query.shape[0]!, units];
  const attended = graph.add('MultiHeadAttention', layer.name, config, [query, tokens, tokens], {
    ...{ shape, variables },
  });
  if (!isPooling) return attended;
  return graph.add('Reshape', after.name, { target_shape: [units] }, [attended], { shape: [units] });
}

/** The same for all images: the first token of each, of which nothing is taken. */
function latentQuery(
  graph: KerasGraph,
  name: string,
  tokens: KerasTensor,
  latent: NumericArray,
): KerasTensor {
  const [count, width] = tokens.shape as [number, number];
  const first = graph.add('Cropping1D', `${name}_first`, { cropping: [0, count - 1] }, [tokens], {
    shape: [1, width],
  });
  return timesAndPlus(graph, `${name}_latent`, first, { factors: zeros(width), summands: latent });
}

const zeros = (length: number): NumericArray => ({ shape: [length], data: new Float32Array(length) });

interface Inner {
  readonly heads: number;
  readonly headWidth: number;
  readonly parts: number;
}

/** Of numbers for several parts side by side in each row, those for one. */
function partOf({ shape, data }: NumericArray, part: number, { parts }: Inner): NumericArray {
  const width = shape.at(-1)! / parts;
  const rows = data.length / shape.at(-1)!;
  const own = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const start = (row * parts + part) * width;
    own.set(data.subarray(start, start + width), row * width);
  }
  return { shape: [...shape.slice(0, -1), width], data: own };
}

const headed = (array: NumericArray, { heads, headWidth }: Inner): NumericArray =>
  reshaped(array, [...array.shape.slice(0, -1), heads, headWidth]);
