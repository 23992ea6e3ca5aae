import { describeLayers, seededRandom, type LayerGraph, type NumericArray, type Weights } from '@thaw/core';

/**
 * Weights like those of a trained network: kernels that keep the variance through ReLUs (He et al. 2015; a depthwise
 * kernel has a pointwise one beside it that does), statistics and factors of normalisations that differ from channel
 * to channel. Activations stay of the order of 1. `gain` is by how much a kernel multiplies the variance: 2 behind ReLUs, 1 behind nothing.
 */
export function realisticWeights(graph: LayerGraph, seed: number, gain = 2): Weights {
  const weights = new Map<string, NumericArray>();
  for (const [layer, facts] of describeLayers(graph)) {
    for (const { name, shape } of facts.weights) {
      const [low, high] = rangeOf(name, shape, gain);
      const random = seededRandom([seed, layer, name]);
      const data = new Float32Array(shape.reduce((size, length) => size * length, 1));
      weights.set(`${layer}/${name}`, { shape, data: data.map(() => low + (high - low) * random()) });
    }
  }
  return weights;
}

function rangeOf(name: string, shape: readonly number[], gain: number): [number, number] {
  if (name === 'gamma' || name.endsWith('variance')) return [0.75, 1.25];
  if (!name.endsWith('kernel')) return [-0.2, 0.2];
  const depthwise = shape.length === 4 && shape[3] === 1;
  const fanIn = shape.slice(0, depthwise ? 2 : -1).reduce((size, length) => size * length, 1);
  const limit = Math.sqrt((3 * (depthwise ? 1 : gain)) / fanIn);
  return [-limit, limit];
}

/** Noise in blocks of 8 pixels: pooling does not level it out as it does noise of single pixels. */
export function randomImages(count: number, side: number, seed: number): NumericArray<Uint8Array> {
  const random = seededRandom([seed, 'images']);
  const blocks = Math.ceil(side / 8);
  const colours = Float64Array.from({ length: count * blocks * blocks * 3 }, random);
  const data = new Uint8Array(count * side * side * 3);
  let index = 0;
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const block = ((image * blocks + (y >> 3)) * blocks + (x >> 3)) * 3;
        for (let channel = 0; channel < 3; channel++) {
          data[index++] = Math.floor(200 * colours[block + channel]! + 56 * random());
        }
      }
    }
  }
  return { shape: [count, side, side, 3], data };
}
