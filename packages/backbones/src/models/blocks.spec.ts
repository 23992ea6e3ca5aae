import type { Backbone } from '@thaw/core';
import { expect, it } from 'vitest';
import { timmResnets } from '../networks/timm-resnet.js';
import { backbones } from '../registry.js';
import { withBlocks } from './blocks.js';

/** Which layers lie in one block: its name is a label. */
const partition = (layers: ReturnType<typeof withBlocks>) =>
  layers.map(({ block }, index) => (index > 0 && block !== layers[index - 1]!.block ? index : undefined));

/** Those of Keras whose names say their blocks; others are divided by where branches meet. */
const named = Object.values<Backbone>(backbones).filter(
  ({ name }) =>
    /^(vgg|resnet|xception|mobilenetv2|efficientnet)/.test(name) && !Object.hasOwn(timmResnets, name),
);

it.each(named)('finds the blocks of $title in its layers', ({ build, minimumImageSize }) => {
  const { layers } = build(minimumImageSize);
  const bare = layers.map(({ block: _, ...layer }) => layer) as typeof layers;
  expect(partition(withBlocks(bare))).toEqual(partition(layers));
});
