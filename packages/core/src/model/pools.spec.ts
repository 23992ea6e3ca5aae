import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/graph-builder.js';
import { describeLayers } from '../graph/shapes.js';
import { addHead } from './head.js';
import { poolsOf, type PoolName } from './pools.js';

interface Ending {
  readonly registers?: number;
  readonly classTokens?: number;
  readonly pooled?: boolean;
}

/** 36 patches of 8 numbers each, and what comes before them. */
function transformer({ registers = 0, classTokens = 0, pooled = false }: Ending) {
  const builder = new GraphBuilder('small');
  let x = builder.input('image', [6, 6, 8]);
  x = builder.add('Reshape', 'patches', { targetShape: [36, 8] }, x);
  if (registers > 0) x = builder.add('RegisterTokens', 'reg_token', { count: registers }, x);
  for (let index = 0; index < classTokens; index++) x = builder.add('ClassToken', `cls_${index}`, {}, x);
  return builder.build(pooled ? builder.add('AttentionPooling', 'pool', { heads: 1 }, x) : x);
}

const image = new GraphBuilder('image');
const featureMap = image.build(image.input('image', [7, 7, 8]));

it.each([
  ['a feature map', featureMap, ['avg', 'max', 'flatten']],
  ['tokens of patches alone', transformer({}), ['avg', 'max', 'flatten']],
  ['tokens with registers', transformer({ registers: 4 }), ['avg', 'max', 'flatten']],
  ['tokens with a class token', transformer({ classTokens: 1 }), ['avg', 'max', 'flatten', 'token']],
  ['a row', transformer({ pooled: true }), ['map']],
])('%s is pooled in all ways that there are for it', (_what, graph, expected) => {
  expect(poolsOf(graph)).toEqual(expected);
});

describe('a head', () => {
  const head = (ending: Ending, pool: PoolName) =>
    addHead(transformer(ending), { pool, hidden: [], dropout: 0 }, 3)
      .layers.filter(({ name }) => name.startsWith('head_'))
      .map(({ name, kind, config }) => [name, kind, config]);
  const logits = ['head_logits', 'Dense', { units: 3, useBias: true, activation: 'linear' }];

  it('leaves class token and registers out of what it takes of patches', () => {
    expect(head({ classTokens: 1, registers: 4 }, 'avg')).toEqual([
      ['head_tokens', 'Cropping1D', { cropping: [5, 0] }],
      ['head_pool', 'GlobalAveragePooling1D', {}],
      logits,
    ]);
    expect(head({}, 'max')).toEqual([['head_pool', 'GlobalMaxPooling1D', {}], logits]);
  });

  it('takes the class token, and the mean of both of a network that was distilled', () => {
    expect(head({ classTokens: 1, registers: 4 }, 'token')[0]).toEqual([
      'head_tokens',
      'Cropping1D',
      { cropping: [0, 40] },
    ]);
    expect(head({ classTokens: 2 }, 'token')[0]![2]).toEqual({ cropping: [0, 36] });
  });

  it('leaves a row as it is', () => {
    const graph = addHead(transformer({ pooled: true }), { pool: 'map', hidden: [], dropout: 0 }, 3);
    expect(describeLayers(graph).get('head_pool')!.output).toEqual([4]);
  });

  it('cannot be put on what it cannot pool', () => {
    expect(() => head({}, 'token')).toThrow(new RangeError('small cannot be pooled by token'));
  });
});
