import type { Shape } from '@thaw/core';
import type { Named, OnnxGraph, Value } from '../onnx-graph.js';

/** What weighs the product of a query and a key. */
export const attentionScale = (width: number, heads: number): number => (width / heads) ** -0.5;

/** Parts of each token's numbers that lie side by side. */
export function splitTokens(graph: OnnxGraph, input: Value, parts: number): readonly Value[] {
  const tokens = graph.channelsLast(input);
  const [count, width] = tokens.shape as [number, number];
  const like = { shape: [count, width / parts], channels: 'last' } as const;
  return graph.applyToMany('Split', [tokens], Array<typeof like>(parts).fill(like), { axis: { int: 2 } });
}

/** `[tokens, width]` as `[heads, tokens, width of a head]`, or with the last two the other way round. */
export function toHeads(graph: OnnxGraph, tokens: Value, heads: number, isKey = false): Value {
  const [count, width] = tokens.shape as [number, number];
  const parted = graph.reshape(tokens, [count, heads, width / heads]);
  const shape = isKey ? [heads, width / heads, count] : [heads, count, width / heads];
  const order = isKey ? [0, 2, 3, 1] : [0, 2, 1, 3];
  return graph.apply('Transpose', [parted], { shape, channels: 'last' }, { perm: { ints: order } });
}

/** `softmax(query · keyᵀ) · value` of queries that are scaled; returns `[tokens, width]` of so many tokens. */
export function attend(graph: OnnxGraph, query: Named, key: Value, value: Value, queries: number): Value {
  const [heads, count, headWidth] = value.shape as [number, number, number];
  const like = (shape: Shape) => ({ shape, channels: 'last' }) as const;
  const scores = graph.apply('MatMul', [query, key], like([heads, queries, count]));
  const shares = graph.apply('Softmax', [scores], scores, { axis: { int: -1 } });
  const mixed = graph.apply('MatMul', [shares, value], like([heads, queries, headWidth]));
  const order = { perm: { ints: [0, 2, 1, 3] } };
  const sideBySide = graph.apply('Transpose', [mixed], like([queries, heads, headWidth]), order);
  return graph.reshape(sideBySide, [queries, heads * headWidth]);
}
