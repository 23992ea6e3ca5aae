import { describeLayers, shapeInFile } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { vgg } from './vgg.js';

/** Written by tools/torch/write-references.py. */
const torchvision = JSON.parse(
  readFileSync(new URL('torchvision-vgg.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

it.each(Object.values(vgg))(
  '$title has the names and shapes of torchvision, but for its classifier',
  (backbone) => {
    const graph = backbone.build(224);
    const addresses = backbone.weights[1]!.names!(graph);
    const shapes = [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
      weights.map(({ name, shape }) => {
        const address = addresses.get(`${layer}/${name}`)!;
        return [address.name, shapeInFile(shape, address)];
      }),
    );
    const features = Object.entries(torchvision[backbone.name]!).filter(([name]) =>
      name.startsWith('features.'),
    );
    expect(shapes).toEqual(features);
  },
);
