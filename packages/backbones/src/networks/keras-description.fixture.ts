import {
  contentHash,
  describeLayers,
  graphCost,
  type LayerGraph,
  type LayerKindName,
  type Shape,
} from '@thaw/core';
import { settingsOf } from '../contract/layer-configs.js';

/** A network as tools/keras/describe_applications.py tells it. */
export interface KerasModel {
  /** What it downloads for `weights="imagenet"`. */
  readonly file: { readonly fileName: string; readonly url: string; readonly hash: string | null };
  /** The pixels below, after its `preprocess_input`. */
  readonly preprocessed: readonly (readonly number[])[];
  readonly parameters: number;
  readonly output: Shape;
  readonly layers: readonly (Omit<DescribedLayer, 'config'> & { readonly config: Config })[];
}

type Config = Readonly<Record<string, unknown>>;

/** All that Keras and Thaw have to agree on, in one form. */
export interface Description {
  readonly parameters: number;
  readonly output: Shape;
  readonly layers: readonly DescribedLayer[];
}

interface DescribedLayer {
  readonly name: string;
  readonly kind: string;
  /** Every setting of the kind in Thaw, by Keras's name. */
  readonly config: Config;
  readonly inputs: readonly string[];
  readonly output: Shape;
  readonly weights: readonly { readonly name: string; readonly shape: Shape; readonly trainable: boolean }[];
}

/** What a description comes to where it is not written down whole. */
export interface DescriptionDigest {
  readonly layers: number;
  readonly parameters: number;
  readonly sha256: string;
}

/** RGB, as in describe_applications.py. */
export const pixels = [
  [0, 0, 0],
  [255, 255, 255],
  [10, 120, 230],
];

export const digestOf = (description: Description): DescriptionDigest => ({
  layers: description.layers.length,
  parameters: description.parameters,
  sha256: contentHash(description),
});

export function describeGraph(graph: LayerGraph): Description {
  const facts = describeLayers(graph);
  return {
    parameters: graphCost(graph).parameters,
    output: facts.get(graph.output)!.output,
    layers: [...facts.values()].map(({ layer, output, weights }) => ({
      name: layer.name,
      kind: layer.kind,
      config: settingsIn(layer.kind, { ...unsaid[layer.kind], ...layer.config }, (key) => key),
      inputs: layer.inputs,
      output,
      weights: weights.map(({ name, shape, trainable }) => ({ name, shape, trainable })),
    })),
  };
}

export const describeKeras = ({ parameters, output, layers }: KerasModel): Description => ({
  parameters,
  output,
  layers: layers.map(({ name, kind, config, inputs, output, weights }) => ({
    name,
    kind,
    config: settingsIn(kind as LayerKindName, kind === 'InputLayer' ? { shape: output } : config, snakeCase),
    inputs,
    output,
    weights,
  })),
});

/** What settings are in Keras that need not be said in Thaw. */
const unsaid: Partial<Record<LayerKindName, Config>> = {
  Conv2D: { groups: 1 },
  BatchNormalization: { scale: true, center: true },
  GlobalAveragePooling2D: { keepdims: false },
};

function settingsIn(kind: LayerKindName, config: Config, nameOf: (key: string) => string): Config {
  return Object.fromEntries(settingsOf(kind).map((key) => [snakeCase(key), config[nameOf(key)] ?? null]));
}

/** `kernelSize` as `kernel_size`. */
const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
