import type { Layer, LayerGraph } from '../graph/layer-graph.js';
import type { HeadConfig } from '../spec/run-config.js';
import { headHidden, headLogits, headPool, headPrefix, headTokens, isHeadLayer } from './head-layers.js';
import { poolLayers } from './pools.js';

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

  const pooling = poolLayers(backbone, head.pool);
  if (pooling.length === 0) throw new RangeError(`${backbone.name} cannot be pooled by ${head.pool}`);
  pooling.forEach((layer, index) => {
    append({ ...layer, name: index === pooling.length - 1 ? headPool : headTokens } as Omit<Layer, 'inputs'>);
  });
  head.hidden.forEach((units, index) =>
    append({
      name: headHidden(index),
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
