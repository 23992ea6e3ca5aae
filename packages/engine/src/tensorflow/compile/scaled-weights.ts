import type { Weights } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { Variables } from '../session/variables.js';
import { scaleAndShift, scaledWeight, type Merged } from '../../network/merge-normalizations.js';

/** A weight of a layer that took a normalisation in. */
export interface ScaledWeight {
  readonly value: Output;
  /** The trained variable behind it, if there is one, and what the gradient by that is. */
  readonly source?: { readonly path: string; gradient(byValue: Output): Output };
}

/** Writes the weights of merged layers, `variable · scale (+ shift)`, by `layer/weight`. */
export function writeScaledWeights(
  graph: GraphDefBuilder,
  merged: ReadonlyMap<string, Merged>,
  weights: Weights,
  variables: Variables,
): ReadonlyMap<string, ScaledWeight> {
  const all = new Map<string, ScaledWeight>();
  for (const [name, pair] of merged) {
    const own = graph.inScope(name, () => weightsOf(graph, pair, weights, variables));
    for (const [weight, value] of Object.entries(own)) all.set(`${name}/${weight}`, value);
  }
  return all;
}

function weightsOf(
  graph: GraphDefBuilder,
  pair: Merged,
  weights: Weights,
  variables: Variables,
): Record<string, ScaledWeight> {
  const { kind, name } = pair.convolution;
  const numbers = scaleAndShift(pair.normalization, weights);
  const [scale, shift] = [graph.const(numbers.scale), graph.const(numbers.shift)];
  const scaled = (path: string, factor: Output): ScaledWeight => ({
    value: graph.mul(variables.get(path).value, factor),
    source: { path, gradient: (byValue) => graph.mul(byValue, factor) },
  });
  const unchanged = (path: string): ScaledWeight => ({
    value: variables.get(path).value,
    source: { path, gradient: (byValue) => byValue },
  });

  const kernel = scaledWeight(pair);
  const own: Record<string, ScaledWeight> = { bias: { value: shift } };
  // The channels of a depthwise kernel are its last dimension but one.
  own[kernel] = scaled(
    `${name}/${kernel}`,
    kind === 'DepthwiseConv2D' ? graph.reshape(scale, [-1, 1]) : scale,
  );
  if (kind === 'SeparableConv2D') own['depthwise_kernel'] = unchanged(`${name}/depthwise_kernel`);
  if (pair.convolution.config.useBias) {
    const bias = scaled(`${name}/bias`, scale);
    own['bias'] = { ...bias, value: graph.addV2(bias.value, shift) };
  }
  return own;
}
