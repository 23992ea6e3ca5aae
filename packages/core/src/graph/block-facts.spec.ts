import { expect, it } from 'vitest';
import { chain } from '../spec/backbones.fixture.js';
import { describeBlocks } from './block-facts.js';
import { graphCost } from './cost.js';

const graph = chain('tiny', 3, 32);

it('tells blocks from the layers of none, which come to the whole', () => {
  const blocks = describeBlocks(graph);
  expect(blocks.map(({ name, layers }) => [name, layers.length])).toEqual([
    [undefined, 1],
    ['block1', 3],
    ['block2', 3],
    ['block3', 3],
  ]);
  const total = (amount: 'parameters' | 'flops') => blocks.reduce((sum, each) => sum + each[amount], 0);
  const { parameters, flops } = graphCost(graph);
  expect({ parameters: total('parameters'), flops: total('flops') }).toEqual({ parameters, flops });
});

it('says what the last layer of a block gives', () => {
  expect(describeBlocks(graph).at(-1)).toMatchObject({
    name: 'block3',
    parameters: 3 * 3 * 4 * 4 + 4 * 4,
    output: [4, 4, 4],
    outputBytes: 4 * 4 * 4 * 4,
  });
});
