import {
  tf,
  timmConvnext,
  timmRecord,
  timmResnet,
  visionTransformer,
  type TimmConvnext,
  type TimmResnet,
  type HuggingFaceLayout,
  type VisionTransformer,
} from '@thaw/backbones';
import {
  describeLayers,
  own,
  shapeInFile,
  type Backbone,
  type NumericArray,
  type TensorAddress,
  type Weights,
} from '@thaw/core';
import { mixedNumbers } from './formula.fixture.js';

/** One of each kind, small; by the names in tools/torch/write-timm-references.py, which has the same ones of timm. */
const transformers = {
  vit: { size: 'tiny', patch: 16, imageSize: 224 },
  dinov2: { size: 'tiny', patch: 14, imageSize: 56, regTokens: 4, noEmbedClass: true, initValues: 1e-5 },
  clip: {
    ...{ size: 'tiny', patch: 16, imageSize: 64 },
    ...{ preNorm: true, epsilon: 1e-5, activation: 'quick_gelu' },
  },
  dinov2_giant: { size: 'tiny', patch: 14, imageSize: 56, initValues: 1e-5, gated: true },
  siglip: { size: 'tiny', patch: 16, imageSize: 64, classTokens: [], pool: 'map' },
} as const satisfies Readonly<Record<string, VisionTransformer>>;

const convnexts = {
  convnext: { width: 16, depths: [2, 1, 2, 2] },
  convnext_conv: { width: 16, depths: [2, 1, 2, 2], convMlp: true },
} as const satisfies Readonly<Record<string, TimmConvnext>>;

const resnets = {
  resnet: { block: 'basic', depths: [2, 1, 1, 1] },
  'resnetv1.5': { block: 'bottleneck', depths: [1, 2, 1, 1] },
  resnext: { block: 'bottleneck', depths: [1, 1, 1, 1], groups: 32, groupWidth: 4 },
} as const satisfies Readonly<Record<string, TimmResnet>>;

export type TimmName = keyof typeof transformers | keyof typeof convnexts | keyof typeof resnets;

/** For files of timm, and of the library transformers where `layout` says what those are like. */
export function timmNetwork(name: TimmName, layout?: HuggingFaceLayout): Backbone {
  const transformer = own(transformers, name);
  const imageSize = transformer?.imageSize ?? 64;
  const record = timmRecord({ tag: 'formula', preprocessing: tf, imageSize, cropFraction: 1 }, layout);
  const facts = { title: name, source: 'for tests', weights: [record] } as const;
  if (transformer) return visionTransformer(name, transformer, facts);
  const convnext = own(convnexts, name);
  return convnext ? timmConvnext(name, convnext, facts) : timmResnet(name, own(resnets, name)!, facts);
}

/** What the script gives a tensor, under timm's names and in its order of axes. */
export function weightOf(name: string, shape: readonly number[], salt: number): NumericArray<Float32Array> {
  const count = shape.reduce((product, length) => product * length, 1);
  const change = changeOf(name, shape);
  return { shape, data: new Float32Array(mixedNumbers(count, salt).map(change)) };
}

function changeOf(name: string, shape: readonly number[]): (drawn: number) => number {
  if (name.endsWith('running_var')) return (drawn) => 0.5 + drawn;
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
      const address = addresses.get(`${layer}/${name}`)!;
      return [address.name, shapeInFile(shape, address)];
    }),
  );
  // The order of code units, as Python sorts.
  const sorted = shapes.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return new Map(sorted.map(([name, shape], salt) => [name, weightOf(name, shape, salt)]));
}

/** Numbers as a file of timm holds them. */
export function inFile(array: NumericArray, address: TensorAddress): NumericArray<Float32Array> {
  const { shape } = array;
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  const there = shapeInFile(shape, address);
  // Of each axis there, which is ours.
  const ours = there.map((_, axis) => (address.axes ?? shape.map((__, own) => own)).indexOf(axis));
  const data = Float32Array.from(array.data, (_, index) => {
    let from = 0;
    let rest = index;
    for (let axis = there.length - 1; axis >= 0; axis--) {
      if (ours[axis]! >= 0) from += (rest % there[axis]!) * strides[ours[axis]!]!;
      rest = Math.floor(rest / there[axis]!);
    }
    return array.data[from]!;
  });
  return { shape: there, data };
}
