import type { LayerGraph, Weights } from '@thaw/core';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import type { TrainingPlan } from '../../network/plan-training.js';
import { mergeNormalizations, type Merged } from '../../network/merge-normalizations.js';

/** The part of a network that gradients pass, with as few normalisations left in it as can be. */
export interface LiveNetwork {
  readonly network: LayerGraph;
  /** The weights of its layers that never change. */
  constantsOf(weights: Weights): Weights;
  /** Layers of `network` that hold trained weights. */
  readonly trained: ReadonlySet<string>;
  /** Convolutions with trained weights that took a frozen normalisation in, by their name in `network`. */
  readonly merged: ReadonlyMap<string, Merged>;
}

/**
 * Takes frozen normalisations into the convolutions before them. A frozen convolution's weights are folded once and
 * for all; a trained one's are scaled at each step, which costs a pass over a kernel and saves several over activations.
 */
export function liveNetwork(plan: TrainingPlan): LiveNetwork {
  const { live, trainedLayers, batchNormalized } = plan;
  const notFolded = live.layers.flatMap(({ name, inputs }) => [
    ...(trainedLayers.has(name) ? [name] : []),
    ...(batchNormalized.has(name) ? inputs : []),
  ]);
  const folded = foldBatchNorm(live, notFolded);
  const { graph: network, merged } = mergeNormalizations(
    folded.graph,
    ({ normalization, convolution }) =>
      trainedLayers.has(convolution.name) && !batchNormalized.has(normalization.name),
  );
  const renamed = new Map([...merged].map(([name, { convolution }]) => [convolution.name, name]));
  const trained = new Set([...trainedLayers].map((name) => renamed.get(name) ?? name));
  return { network, constantsOf: (weights) => folded.fold(weights), trained, merged };
}
