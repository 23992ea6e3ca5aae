import { describeLayers, shapeInFile, withClassifier, type Backbone } from '@thaw/core';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { timmConvnexts } from './timm-convnext.js';
import { timmResnets } from './timm-resnet.js';
import { visionTransformers } from './vision-transformers.js';

const networks: Readonly<Record<string, Backbone>> = {
  ...visionTransformers,
  ...timmConvnexts,
  ...timmResnets,
};

/** Written by tools/torch/write-timm-references.py. */
const references = JSON.parse(
  readFileSync(new URL('timm-tensors.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

it('has every network held against timm', () => {
  expect(Object.keys(references).toSorted()).toEqual(Object.keys(networks).toSorted());
});

const tagged = Object.values(networks).flatMap((network) =>
  network.weights.filter(({ classifier }) => classifier).map(({ tag }) => ({ network, tag })),
);

it.each([
  ['resnet18', 'a1_in1k', 'fc', 512, 1000],
  ['resnet50v1.5', 'tv_in1k', 'fc', 2048, 1000],
  ['convnext_tiny', 'fb_in1k', 'head.fc', 768, 1000],
  ['vit_small_patch16_224', 'augreg_in21k', 'head', 384, 21_843],
  ['deit_base_patch16_224', 'fb_in1k', 'head', 768, 1000],
])('%s.%s has its classifier where files of timm have it', (name, record, module, channels, classes) => {
  const { network } = tagged.find(({ network, tag }) => network.name === name && tag === record)!;
  const whole = withClassifier(network, { file: 'x.safetensors', record })!;
  const { imageSize, names } = whole.weights.find(({ tag }) => tag === record)!;
  const graph = whole.build(imageSize);
  const [kernel, bias] = describeLayers(graph).get(graph.output)!.weights;
  const addressOf = (weight: string) => names!(graph).get(`${graph.output}/${weight}`)!;
  expect(addressOf('kernel').name).toBe(`${module}.weight`);
  expect(shapeInFile(kernel!.shape, addressOf('kernel'))).toEqual([classes, channels]);
  expect(addressOf('bias').name).toBe(`${module}.bias`);
  expect(bias!.shape).toEqual([classes]);
});

it('has no classifier of what was distilled, which has two', () => {
  expect(tagged.filter(({ network }) => network.name.includes('distilled'))).toEqual([]);
});

it.each(Object.values(networks))('$name has the tensors of timm, and no others', (network) => {
  const [{ imageSize, names }] = network.weights;
  const graph = network.build(imageSize);
  const addresses = names!(graph);
  const lines = [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
    weights.map(({ name, shape }) => {
      const address = addresses.get(`${layer}/${name}`)!;
      return `${address.name} ${shapeInFile(shape, address).join(',')}`;
    }),
  );
  const hash = createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
  expect(hash).toBe(references[network.name]);
});
