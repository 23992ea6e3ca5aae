import { product } from '../layers/convolution.js';
import type { Initializer, Shape } from '../layers/layer-kind.js';
import type { NumericArray } from '../ports/engine.js';
import { seededRandom } from '../random/random.js';
import type { LayerGraph } from './layer-graph.js';
import { describeLayers } from './shapes.js';

/**
 * Fresh weights, drawn as Keras's default initializers do; each weight has a stream of its own, so a layer starts
 * the same whatever else the graph holds.
 */
export function initialWeights(
  graph: LayerGraph,
  seed: number,
  only?: ReadonlySet<string>,
): ReadonlyMap<string, NumericArray> {
  const weights = new Map<string, NumericArray>();
  for (const [name, facts] of describeLayers(graph)) {
    if (only && !only.has(name)) continue;
    for (const { name: weight, shape, initializer } of facts.weights) {
      const path = `${name}/${weight}`;
      weights.set(path, { shape, data: initialize(initializer, shape, [seed, 'weights', path]) });
    }
  }
  return weights;
}

function initialize(initializer: Initializer, shape: Shape, seed: unknown): Float32Array {
  const data = new Float32Array(product(shape));
  if (initializer === 'ones') return data.fill(1);
  if (initializer === 'zeros') return data;
  if (typeof initializer === 'number') return data.fill(initializer);
  if (initializer === 'truncatedNormal') return data.map(truncatedNormal(seededRandom(seed)));
  const receptive = product(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (receptive * (shape.at(-2)! + shape.at(-1)!)));
  const random = seededRandom(seed);
  return data.map(() => (2 * random() - 1) * limit);
}

/** Keras's `TruncatedNormal(stddev=0.02)`: what is beyond two deviations is drawn again. */
function truncatedNormal(random: () => number): () => number {
  return () => {
    for (;;) {
      // Box and Muller 1958.
      const value = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      if (Math.abs(value) <= 2) return 0.02 * value;
    }
  };
}
