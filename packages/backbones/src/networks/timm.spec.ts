import { describeLayers, shapeInFile, type Backbone } from '@thaw/core';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { visionTransformers } from './vision-transformers.js';

/** Written by tools/torch/write-timm-references.py. */
const references = JSON.parse(
  readFileSync(new URL('timm-tensors.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

it('has every vision transformer held against timm', () => {
  expect(Object.keys(references).toSorted()).toEqual(Object.keys(visionTransformers).toSorted());
});

it.each(Object.values<Backbone>(visionTransformers))(
  '$name has the tensors of timm, and no others',
  (network) => {
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
  },
);
