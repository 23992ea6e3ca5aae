import { describeLayers, findCut, type LayerGraph, type TrainerOptions, subGraph } from '@thaw/core';

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

export function planTraining({
  graph,
  inputs,
  trainable,
  batchNorm,
}: Pick<TrainerOptions, 'graph' | 'inputs' | 'trainable' | 'batchNorm'>): TrainingPlan {
  const fed = subGraph(graph, inputs, [graph.output]);
  const facts = describeLayers(graph);
  const chosen = trainable
    .map((name) => facts.get(name)!)
    .filter(
      ({ layer, weights }) =>
        weights.length > 0 && (layer.kind !== 'BatchNormalization' || batchNorm === 'train'),
    );
  const above = new Set(fed.layers.map(({ name }) => name).filter((name) => !inputs.includes(name)));
  const stray = chosen.find(({ layer }) => !above.has(layer.name));
  if (stray)
    throw new RangeError(`${stray.layer.name} is to be trained but is not above ${inputs.join(', ')}`);

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
