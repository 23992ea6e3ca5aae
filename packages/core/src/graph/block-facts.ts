import { product } from '../layers/convolution.js';
import type { Shape } from '../layers/layer-kind.js';
import { describeLayers, type LayerFacts } from './shapes.js';
import type { LayerGraph } from './layer-graph.js';

/** A block of a network, or what of it belongs to none. */
export interface BlockFacts {
  /** Undefined: the layers of no block. */
  readonly name: string | undefined;
  /** In the graph's order. */
  readonly layers: readonly string[];
  /** All weights, statistics included. */
  readonly parameters: number;
  /** Forward, for one image. */
  readonly flops: number;
  /** What its last layer gives for one image. */
  readonly output: Shape;
  /** Of that, as float32. */
  readonly outputBytes: number;
}

/** A network block by block, in the order in which they begin. */
export function describeBlocks(graph: LayerGraph): readonly BlockFacts[] {
  const blocks = new Map<string | undefined, LayerFacts[]>();
  for (const facts of describeLayers(graph).values()) {
    const { block } = facts.layer;
    const known = blocks.get(block);
    if (known) known.push(facts);
    else blocks.set(block, [facts]);
  }
  return [...blocks].map(([name, layers]) => {
    const { output } = layers.at(-1)!;
    return {
      name,
      layers: layers.map(({ layer }) => layer.name),
      parameters: sum(layers.map(parametersOf)),
      flops: sum(layers.map(({ flops }) => flops)),
      output,
      outputBytes: 4 * product(output),
    };
  });
}

/** All weights of a layer, statistics included. */
export const parametersOf = ({ weights }: Pick<LayerFacts, 'weights'>): number =>
  sum(weights.map(({ shape }) => product(shape)));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
