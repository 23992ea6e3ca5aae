import { describeLayers, findCut, type LayerGraph, type TrainerOptions } from '@thaw/core';
import { subGraph } from './sub-graph.js';

/** How the graph above a phase's cut is divided for training. */
export interface TrainingPlan {
  /** All that lies above what is fed. */
  readonly fed: LayerGraph;
  /** From what is fed to the borders: constant, in inference mode, never taped. */
  readonly frozen: LayerGraph;
  /** From the borders to the logits: all that a gradient may pass. */
  readonly live: LayerGraph;
  readonly borders: readonly string[];
  /** Paths of the weights that are trained. */
  readonly trained: readonly string[];
  /** Layers whose weights are trained. */
  readonly trainedLayers: ReadonlySet<string>;
  /** BatchNormalization layers that use batch statistics and update the moving ones. */
  readonly batchNormalized: ReadonlySet<string>;
}

export function planTraining({ graph, inputs, trainable, batchNorm }: TrainerOptions): TrainingPlan {
  const fed = subGraph(graph, inputs, [graph.output]);
  const facts = describeLayers(fed);
  const stray = trainable.find((name) => !facts.has(name) || inputs.includes(name));
  if (stray !== undefined)
    throw new RangeError(`${stray} is to be trained but lies not above ${inputs.join(', ')}`);

  const chosen = trainable
    .map((name) => facts.get(name)!)
    .filter(({ layer }) => layer.kind !== 'BatchNormalization' || batchNorm === 'train');
  const trained = chosen.flatMap(({ layer, weights }) =>
    weights.filter((weight) => weight.trainable).map((weight) => `${layer.name}/${weight.name}`),
  );
  const trainedLayers = new Set(
    chosen.filter(({ weights }) => weights.length > 0).map(({ layer }) => layer.name),
  );
  const { outputs: borders } = findCut(fed, trainedLayers);
  return {
    fed,
    frozen: subGraph(fed, inputs, borders),
    live: subGraph(fed, borders, [graph.output]),
    borders,
    trained,
    trainedLayers,
    batchNormalized: new Set(
      chosen.filter(({ layer }) => layer.kind === 'BatchNormalization').map(({ layer }) => layer.name),
    ),
  };
}
