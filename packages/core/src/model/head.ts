import type { Layer, LayerGraph } from '../graph/layer-graph.js';
import type { HeadConfig } from '../spec/run-config.js';
import { headLogits, headPool, headPrefix, isHeadLayer } from './head-layers.js';

/** Poolings by their name in a spec. */
const pools = {
  avg: 'GlobalAveragePooling2D',
  max: 'GlobalMaxPooling2D',
  flatten: 'Flatten',
} as const;

/**
 * The network that is trained: the backbone, pooling, hidden ReLU layers, dropout and one logit a class, its output.
 */
export function addHead(backbone: LayerGraph, head: HeadConfig, classes: number): LayerGraph {
  const layers: Layer[] = [...backbone.layers];
  let output = backbone.output;
  const append = (layer: Omit<Layer, 'inputs'>) => {
    layers.push({ ...layer, inputs: [output] } as Layer);
    output = layer.name;
  };

  append({ name: headPool, kind: pools[head.pool], config: {} });
  head.hidden.forEach((units, index) =>
    append({
      name: `${headPrefix}dense_${index + 1}`,
      kind: 'Dense',
      config: { units, useBias: true, activation: 'relu' },
    }),
  );
  if (head.dropout > 0)
    append({ name: `${headPrefix}dropout`, kind: 'Dropout', config: { rate: head.dropout } });
  append({
    name: headLogits,
    kind: 'Dense',
    config: { units: classes, useBias: true, activation: 'linear' },
  });
  return { name: `${backbone.name}+head`, layers, output };
}

/** Names of the layers that `addHead` appended and that have weights: they train in every phase. */
export const headLayersWithWeights = (model: LayerGraph): readonly string[] =>
  model.layers
    .filter((layer) => isHeadLayer(layer.name) && layer.kind === 'Dense')
    .map((layer) => layer.name);
