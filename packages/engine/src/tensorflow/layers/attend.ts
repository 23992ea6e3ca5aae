import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import { activate } from './activate.js';

/** What attention is computed from, `[batch, heads, tokens, width of a head]` each. */
export interface Attended {
  readonly query: Output;
  readonly key: Output;
  readonly value: Output;
}

/** `softmax(query · keyᵀ / √width) · value`, and the gradients by its three inputs. */
export function attend(
  graph: GraphDefBuilder,
  { query, key, value }: Attended,
  headWidth: number,
): { readonly output: Output; backward(gradient: Output): Attended } {
  const factor = graph.cast(graph.const(headWidth ** -0.5), query.type);
  const scaled = graph.mul(query, factor);
  const scores = graph.batchMatMulV2(scaled, key, { adjointB: true });
  const { output: shares, backward: throughSoftmax } = activate(graph, scores, 'softmax');
  return {
    output: graph.batchMatMulV2(shares, value),
    backward(gradient) {
      const byScores = throughSoftmax(graph.batchMatMulV2(gradient, value, { adjointB: true }));
      return {
        query: graph.mul(graph.batchMatMulV2(byScores, key), factor),
        key: graph.batchMatMulV2(byScores, scaled, { adjointA: true }),
        value: graph.batchMatMulV2(shares, gradient, { adjointA: true }),
      };
    },
  };
}

/** How many projections lie side by side, and in how many heads. */
export interface Heads {
  readonly tokens: number;
  readonly heads: number;
  readonly headWidth: number;
}

/** `[batch, tokens, parts · heads · width]` as so many of `[batch, heads, tokens, width]`. */
export function toHeads(
  graph: GraphDefBuilder,
  input: Output,
  parts: number,
  { tokens, heads, headWidth }: Heads,
): readonly Output[] {
  const apart = graph.reshape(input, [-1, tokens, parts, heads, headWidth]);
  return graph.unpack(graph.transpose(apart, [2, 0, 3, 1, 4]), parts);
}

export function fromHeads(
  graph: GraphDefBuilder,
  parts: readonly Output[],
  { tokens, heads, headWidth }: Heads,
): Output {
  const together = graph.transpose(graph.pack(parts), [1, 3, 0, 2, 4]);
  return graph.reshape(together, [-1, tokens, parts.length * heads * headWidth]);
}
