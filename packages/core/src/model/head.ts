import type { Layer, LayerGraph } from '../graph/layer-graph.js';
import type { HeadConfig } from '../spec/run-config.js';

/** Poolings by their name in a spec. */
const pools = {
  avg: 'GlobalAveragePooling2D',
  max: 'GlobalMaxPooling2D',
  flatten: 'Flatten',
} as const;

/**
 * The network that is trained: the backbone, pooling, hidden ReLU layers, dropout and one logit a class.
 * The head's layers are named `head_…`, so that no backbone's name is taken; the output is `head_logits`.
 */
export function addHead(backbone: LayerGraph, head: HeadConfig, classes: number): LayerGraph {
  const layers: Layer[] = [...backbone.layers];
  let output = backbone.output;
  const append = (layer: Omit<Layer, 'inputs'>) => {
    layers.push({ ...layer, inputs: [output] } as Layer);
    output = layer.name;
  };

  append({ name: 'head_pool', kind: pools[head.pool], config: {} });
  head.hidden.forEach((units, index) =>
    append({
      name: `head_dense_${index + 1}`,
      kind: 'Dense',
      config: { units, useBias: true, activation: 'relu' },
    }),
  );
  if (head.dropout > 0) append({ name: 'head_dropout', kind: 'Dropout', config: { rate: head.dropout } });
  append({
    name: 'head_logits',
    kind: 'Dense',
    config: { units: classes, useBias: true, activation: 'linear' },
  });
  return { name: `${backbone.name}+head`, layers, output };
}

/** Names of the layers that `addHead` appended and that have weights: they train in every phase. */
export const headLayersWithWeights = (model: LayerGraph): readonly string[] =>
  model.layers
    .filter((layer) => layer.name.startsWith('head_') && layer.kind === 'Dense')
    .map((layer) => layer.name);
