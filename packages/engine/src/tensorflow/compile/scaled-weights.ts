import { describeLayers, type LayerGraph, type NumericArray, type Weights } from '@thaw/core';
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

/**
 * Writes the weights of merged layers, `variable · scale (+ shift)`, by `layer/weight`. Scales and shifts are added to
 * `constants`.
 */
export function writeScaledWeights(
  graph: GraphDefBuilder,
  { network, merged }: { readonly network: LayerGraph; readonly merged: ReadonlyMap<string, Merged> },
  variables: Variables,
  constants: Variables,
): ReadonlyMap<string, ScaledWeight> {
  const facts = describeLayers(network);
  const all = new Map<string, ScaledWeight>();
  for (const [name, pair] of merged) {
    const channels = [facts.get(name)!.output.at(-1)!];
    const [scale, shift] = [scalePath(name), shiftPath(name)].map(
      (path) => constants.add(path, channels).value,
    );
    const own = graph.inScope(name, () =>
      weightsOf(graph, pair, variables, { scale: scale!, shift: shift! }),
    );
    for (const [weight, value] of Object.entries(own)) all.set(`${name}/${weight}`, value);
  }
  return all;
}

const scalePath = (layer: string) => `${layer}/scale`;
const shiftPath = (layer: string) => `${layer}/shift`;

/** What the constants that `writeScaledWeights` adds are filled with. */
export function scalesOf(merged: ReadonlyMap<string, Merged>, weights: Weights): Weights {
  const vector = (numbers: Float64Array): NumericArray => ({
    shape: [numbers.length],
    data: Float32Array.from(numbers),
  });
  return new Map(
    [...merged].flatMap(([name, { normalization }]) => {
      const { scale, shift } = scaleAndShift(normalization, weights);
      return [
        [scalePath(name), vector(scale)],
        [shiftPath(name), vector(shift)],
      ] as const;
    }),
  );
}

function weightsOf(
  graph: GraphDefBuilder,
  pair: Merged,
  variables: Variables,
  { scale, shift }: { readonly scale: Output; readonly shift: Output },
): Record<string, ScaledWeight> {
  const { kind, name } = pair.convolution;
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
