import {
  describeLayers,
  GraphBuilder,
  seededRandom,
  type LayerGraph,
  type Preprocessing,
  type Weights,
} from '@thaw/core';
import type { LayerCase } from './layer-cases.fixture.js';
import type { ReferenceTensor } from './reference-tensor.fixture.js';

/** Neither a square nor even, so that axes cannot be mixed up and both sides of `same` padding count. */
export const imageShape = [5, 4, 3] as const;
export const pixelsPerImage = 5 * 4 * 3;
export const classes = 3;

/** Spreads pixels over ±6.4, with channels told apart. */
export const preprocessing: Preprocessing = { channels: 'BGR', mean: [128, 120, 110], std: [20, 22, 18] };

/** Images → a trained normalisation, through which gradients must pass → the layer → logits. */
export function trainableGraph({ name, add }: LayerCase): LayerGraph {
  const builder = new GraphBuilder(name);
  const input = builder.input('images', imageShape);
  const stem = builder.add('BatchNormalization', 'stem', { epsilon: 1e-3, momentum: 0.9 }, input);
  const layer = add(builder, stem);
  const pooled = describeLayers(builder.build(layer)).get(layer)!.output.length === 1;
  const features = pooled ? layer : builder.add('Flatten', 'flat', {}, layer);
  return builder.build(
    builder.add('Dense', 'logits', { units: classes, useBias: true, activation: 'linear' }, features),
  );
}

/** Weights of realistic size with nothing at 0 or 1, variances positive. */
export function spreadWeights(graph: LayerGraph, seed: number): Weights {
  const random = seededRandom([seed, 'weights']);
  const spread = (low: number, high: number) => low + (high - low) * random();
  return new Map(
    [...describeLayers(graph)].flatMap(([layer, facts]) =>
      facts.weights.map(({ name, shape }) => {
        const [low, high] = name.endsWith('variance') ? [0.5, 2] : name === 'gamma' ? [1, 3] : [-0.6, 0.6];
        const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
          spread(low!, high!),
        );
        return [`${layer}/${name}`, { shape, data }] as const;
      }),
    ),
  );
}

export function randomImages(count: number, seed: number): Uint8Array {
  const random = seededRandom([seed, 'images']);
  return Uint8Array.from({ length: count * pixelsPerImage }, () => Math.floor(256 * random()));
}

/** The images as the network is to see them, by the definition of preprocessing. */
export function preprocessed(images: Uint8Array): ReferenceTensor {
  const { mean, std } = preprocessing;
  const data = Float64Array.from(images, (_, index) => {
    const channel = index % 3;
    return (images[index - channel + (2 - channel)]! - mean[channel]!) / std[channel]!;
  });
  return { shape: [images.length / pixelsPerImage, ...imageShape], data };
}
