import { describeLayers, shapeInFile, type Backbone } from '@thaw/core';
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
