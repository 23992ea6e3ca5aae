import type { Backbone } from '@thaw/core';
import { expect, it } from 'vitest';
import { backbones } from '../registry.js';
import { withBlocks } from './blocks.js';

/** Which layers lie in one block: its name is a label. */
const partition = (layers: ReturnType<typeof withBlocks>) =>
  layers.map(({ block }, index) => (index > 0 && block !== layers[index - 1]!.block ? index : undefined));

it.each(Object.values<Backbone>(backbones))(
  'finds the blocks of $title in its layers',
  ({ build, minimumImageSize }) => {
    const { layers } = build(minimumImageSize);
    const bare = layers.map(({ block: _, ...layer }) => layer) as typeof layers;
    expect(partition(withBlocks(bare))).toEqual(partition(layers));
  },
);
