import type { Backbone } from '../graph/backbone.js';
import type { WeightsConfig } from '../spec/run-config.js';
import { weightsRecord } from '../spec/weights-record.js';
import { addHead } from './head.js';
import { headHidden, headLogits } from './head-layers.js';
import { ownPool } from './pools.js';

/**
 * A network as it was trained to these weights, with the layer that tells their classes apart: its output are logits. None where that
 * layer is not known.
 */
export function withClassifier(network: Backbone, weights: WeightsConfig): Backbone | undefined {
  const record = weightsRecord(network, weights);
  const { classifier, classes } = record;
  if (!classifier || classes === undefined) return undefined;
  const { layer, sources = record.sources } = classifier;
  const { pool, hidden } = classifier.before ?? { pool: ownPool(network), hidden: [] };
  const called = new Map([
    ...hidden.map((each, index): [string, string] => [headHidden(index), each.layer]),
    [headLogits, layer],
  ]);
  const nameOf = (name: string) => called.get(name) ?? name;
  const whole = { ...record, sources };
  const [first, ...others] = network.weights;
  const replaced = (each: typeof record) => (each === record ? whole : each);
  return {
    ...network,
    weights: [replaced(first), ...others.map(replaced)],
    build(imageSize) {
      const head = { pool, hidden: hidden.map(({ units }) => units), dropout: 0 };
      const { name, layers } = addHead(network.build(imageSize), head, classes);
      const named = layers.map((each) => ({
        ...each,
        name: nameOf(each.name),
        inputs: each.inputs.map(nameOf),
      }));
      return { name, layers: named, output: layer };
    },
  };
}
