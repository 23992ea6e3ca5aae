import { expect, it } from 'vitest';
import { foreignModules } from './foreign-modules.js';

const names = [
  'cls_token',
  ...[0, 1].flatMap((index) => [
    `blocks.${index}.norm1.weight`,
    `blocks.${index}.bn.weight`,
    `blocks.${index}.bn.num_batches_tracked`,
  ]),
  'norm.weight',
  'head.norm.weight',
];
const used = new Set(names.filter((name) => !name.endsWith('tracked')));

it.each([
  ['its classifier, or one that it was trained with', ['head.weight', 'head.fc.weight', 'mask_token'], []],
  ['blocks that follow, which a network that was cut short has none of', ['blocks.2.norm1.weight'], []],
  ['a part of its blocks', ['blocks.0.se.weight', 'blocks.0.se.bias'], ['blocks.0.se']],
  ['a part of a part of them', ['blocks.0.norm1.extra.weight'], []],
])('a file may hold more than a network, but of each block no more: %s', (_what, more, foreign) => {
  expect(foreignModules([...names, ...more], used)).toEqual(foreign);
});
