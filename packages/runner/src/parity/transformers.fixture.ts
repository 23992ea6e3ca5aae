import { tf, timmRecord, visionTransformer, type VisionTransformer } from '@thaw/backbones';
import { describeLayers, type Backbone, type NumericArray, type Weights } from '@thaw/core';

import { mixedNumbers } from './formula.fixture.js';

/** One of each kind, small; by the names in tools/torch/write-timm-references.py, which has the same ones of timm. */
const variants = {
  vit: { size: 'tiny', patch: 16, imageSize: 224 },
  dinov2: { size: 'tiny', patch: 14, imageSize: 56, regTokens: 4, noEmbedClass: true, initValues: 1e-5 },
  clip: {
    ...{ size: 'tiny', patch: 16, imageSize: 64 },
    ...{ preNorm: true, epsilon: 1e-5, activation: 'quick_gelu' },
  },
  siglip: { size: 'tiny', patch: 16, imageSize: 64, classTokens: [], pool: 'map' },
} as const satisfies Readonly<Record<string, VisionTransformer>>;

export type TransformerName = keyof typeof variants;

export function transformer(name: TransformerName): Backbone {
  const { imageSize } = variants[name];
  const record = timmRecord({ tag: 'formula', preprocessing: tf, imageSize, cropFraction: 1 });
  return visionTransformer(name, variants[name], { source: 'for tests', weights: [record] });
}

/** What the script gives a tensor, under timm's names and in its order of axes. */
export function weightOf(name: string, shape: readonly number[], salt: number): NumericArray<Float32Array> {
  const count = shape.reduce((product, length) => product * length, 1);
  const change = changeOf(name, shape);
  return { shape, data: new Float32Array(mixedNumbers(count, salt).map(change)) };
}

function changeOf(name: string, shape: readonly number[]): (drawn: number) => number {
  const isWeight = name.endsWith('.weight');
  if (shape.length > 1 && !isWeight) return (drawn) => drawn - 0.5;
  if (shape.length > 1) {
    const limit = Math.sqrt(3 / shape.slice(1).reduce((product, length) => product * length, 1));
    return (drawn) => limit * (2 * drawn - 1);
  }
  if (isWeight) return (drawn) => 0.75 + 0.5 * drawn;
  return (drawn) => 0.2 * drawn - (name.endsWith('gamma') ? 0 : 0.1);
}

/** All tensors of a network, as a file of timm holds them. */
export function timmTensors(network: Backbone): Weights {
  const graph = network.build(network.minimumImageSize);
  const addresses = network.weights[0].names!(graph);
  const shapes = [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
    weights.map(({ name, shape }): [string, readonly number[]] => {
      const { name: tensor, axes = [...shape.keys()] } = addresses.get(`${layer}/${name}`)!;
      const file = new Array<number>(Math.max(...axes) + 1).fill(1);
      axes.forEach((axis, index) => (file[axis] = shape[index]!));
      return [tensor, file];
    }),
  );
  // The order of code units, as Python sorts.
  const sorted = shapes.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return new Map(sorted.map(([name, shape], salt) => [name, weightOf(name, shape, salt)]));
}

/** A matrix of Keras's as PyTorch has it, or the other way round. */
export function transposed({ shape, data }: NumericArray): NumericArray<Float32Array> {
  const [rows, columns] = shape as [number, number];
  const turned = Float32Array.from(
    data,
    (_, index) => data[(index % rows) * columns + Math.floor(index / rows)]!,
  );
  return { shape: [columns, rows], data: turned };
}
