import type { Backbone } from '../graph/backbone.js';
import type { ChainLayer, Layer, LayerGraph } from '../graph/layer-graph.js';
import type { ClassifierChain, WeightsRecord } from '../graph/weights-record.js';
import type { WeightsConfig } from '../spec/run-config.js';
import { weightsRecord } from '../spec/weights-record.js';
import { addHead } from './head.js';
import { headLogits } from './head-layers.js';
import { ownPool } from './pools.js';

/**
 * A network as it was trained to these weights, with the layers that tell their classes apart: its output are logits. None where these
 * are not known.
 */
export function withClassifier(network: Backbone, weights: WeightsConfig): Backbone | undefined {
  const record = weightsRecord(network, weights);
  const { classifier, classes } = record;
  if (!classifier || classes === undefined) return undefined;
  const { layers, sources = record.sources } = classifier;
  const whole = { ...record, sources };
  const [first, ...others] = network.weights;
  const replaced = (each: WeightsRecord) => (each === record ? whole : each);
  return {
    ...network,
    weights: [replaced(first), ...others.map(replaced)],
    build: (imageSize) => {
      const graph = network.build(imageSize);
      return typeof layers === 'string'
        ? withDense(graph, { layer: layers, classes, pool: ownPool(network) })
        : withChain(graph, layers);
    },
  };
}

/** Whether a classifier has a weight for each place of a map, and so takes images of one size. */
export const takesOneSize = ({ classifier }: WeightsRecord): boolean =>
  classifier !== undefined &&
  typeof classifier.layers !== 'string' &&
  classifier.layers.chain[0]?.kind === 'Flatten';

interface DenseClassifier {
  readonly layer: string;
  readonly classes: number;
  readonly pool: ReturnType<typeof ownPool>;
}

function withDense(network: LayerGraph, { layer, classes, pool }: DenseClassifier): LayerGraph {
  const { name, layers } = addHead(network, { pool, hidden: [], dropout: 0 }, classes);
  return {
    name,
    layers: layers.map((each) => (each.name === headLogits ? { ...each, name: layer } : each)),
    output: layer,
  };
}

function withChain(network: LayerGraph, { chain, without = 0 }: ClassifierChain): LayerGraph {
  const kept = network.layers.slice(0, network.layers.length - without);
  const start = kept.at(-1)!.name;
  const behind = chain.map((layer: ChainLayer, index) => {
    return { ...layer, inputs: [chain[index - 1]?.name ?? start] } as Layer;
  });
  return {
    name: `${network.name}+head`,
    layers: [...kept, ...behind],
    output: behind.at(-1)!.name,
  };
}
