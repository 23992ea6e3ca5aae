import { describeLayers, withClassifier, type Backbone, type Layer, type LayerFacts } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { backbones } from '../registry.js';

interface Reference {
  readonly file: { readonly fileName: string; readonly url: string; readonly hash: string | null };
  /** The layer that the first of them takes. */
  readonly after: string;
  /** Behind the network, without dropout. */
  readonly layers: readonly (readonly unknown[])[];
}

/** Written by tools/keras/write_classifiers.py. */
const references = JSON.parse(
  readFileSync(new URL('keras-classifiers.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Reference>>;

const ofKeras = Object.values<Backbone>(backbones).filter(({ weights: [{ classifier }] }) =>
  classifier?.sources?.some(({ official }) => official),
);

it('has every classifier of Keras held against it', () => {
  expect(ofKeras.map(({ title }) => title).toSorted()).toEqual(Object.keys(references).toSorted());
});

it.each(ofKeras)('$title ends as Keras has it end, with its weights from the same file', (network) => {
  const { file, after, layers } = references[network.title]!;
  const whole = withClassifier(network, 'imagenet')!;
  const [{ imageSize, sources }] = whole.weights;
  const graph = whole.build(imageSize);
  const behind = graph.layers.slice(graph.layers.findIndex(({ name }) => name === after) + 1);
  const facts = describeLayers(graph);
  expect(behind[0]!.inputs).toEqual([after]);
  expect(behind.map((layer) => described(layer, facts.get(layer.name)!))).toEqual(inLogits(layers));
  const { from } = sources[0]!;
  expect(from).toMatchObject({ kind: 'url', fileName: file.fileName, url: file.url });
  expect(from.kind === 'url' && (from.md5 ?? from.sha256 ?? null)).toBe(file.hash);
});

function described(layer: Layer, { weights: [kernel] }: LayerFacts): readonly unknown[] {
  switch (layer.kind) {
    case 'Dense':
    case 'Conv2D':
      return [layer.kind, layer.name, kernel!.shape, layer.config.activation];
    case 'LayerNormalization':
      return [layer.kind, layer.name, layer.config.epsilon];
    case 'Activation':
      return [layer.kind, layer.config.activation];
    default:
      return [layer.kind];
  }
}

/** Thaw's end before the softmax, which Keras has as a layer or in the last one. */
const inLogits = (layers: Reference['layers']) =>
  layers
    .filter((layer) => layer.join() !== 'Activation,softmax')
    .map((layer) => layer.map((setting) => (setting === 'softmax' ? 'linear' : setting)));
