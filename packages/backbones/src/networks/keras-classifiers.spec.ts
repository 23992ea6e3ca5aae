import { describeLayers, withClassifier, type Backbone, type Layer } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { backbones } from '../registry.js';

interface Reference {
  readonly file: { readonly fileName: string; readonly url: string; readonly hash: string | null };
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
  const { file, layers } = references[network.title]!;
  const whole = withClassifier(network, 'imagenet')!;
  const [{ imageSize, sources }] = whole.weights;
  const graph = whole.build(imageSize);
  const behind = graph.layers.slice(network.build(imageSize).layers.length);
  const facts = describeLayers(graph);
  const described = (layer: Layer) =>
    layer.kind === 'Dense'
      ? // Thaw's ends in logits.
        [
          layer.kind,
          layer.name,
          facts.get(layer.name)!.weights[0]!.shape,
          layer.name === graph.output ? 'softmax' : layer.config.activation,
        ]
      : [layer.kind];
  expect(behind.map(described)).toEqual(layers);
  const { from } = sources[0]!;
  expect(from).toMatchObject({ kind: 'url', fileName: file.fileName, url: file.url });
  expect(from.kind === 'url' && (from.md5 ?? null)).toBe(file.hash);
});
