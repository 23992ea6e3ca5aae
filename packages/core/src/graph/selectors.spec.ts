import { describe, expect, it } from 'vitest';
import { ThawError, type Problem } from '../errors/problem.js';
import type { Selector } from '../spec/run-config.js';
import { chain } from '../spec/backbones.fixture.js';
import { GraphBuilder } from './graph-builder.js';
import { blocksOf, selectLayers } from './selectors.js';

const graph = chain('tiny', 3, 32);

describe('selectLayers', () => {
  it.each<[string, Selector, string[]]>([
    ['nothing', 'none', []],
    [
      'every layer with weights',
      'all',
      ['block1_conv', 'block1_bn', 'block2_conv', 'block2_bn', 'block3_conv', 'block3_bn'],
    ],
    ['the last blocks', { last: 2 }, ['block2_conv', 'block2_bn', 'block3_conv', 'block3_bn']],
    ['a layer and all after it', { from: 'block2_bn' }, ['block2_bn', 'block3_conv', 'block3_bn']],
    ['from a layer without weights', { from: 'block2_act' }, ['block3_conv', 'block3_bn']],
    ['globs', { layers: ['block[13]_*'] }, ['block1_conv', 'block1_bn', 'block3_conv', 'block3_bn']],
    [
      'globs with exceptions, wherever they stand',
      { layers: ['!*_bn', '*'] },
      ['block1_conv', 'block2_conv', 'block3_conv'],
    ],
  ])('picks %s', (_what, selector, layers) => {
    expect(selectLayers(graph, selector)).toEqual(layers);
  });

  it.each<[string, Selector, string, string | undefined]>([
    [
      'the name of a block',
      { from: 'block2' },
      'THAW-SPEC-UNKNOWN-LAYER',
      'block2 is a block, and `block2_conv` its first layer',
    ],
    ['an unknown layer', { from: 'blok2_conv' }, 'THAW-SPEC-UNKNOWN-LAYER', 'did you mean `block2_conv`?'],
    [
      'a glob that matches nothing',
      { layers: ['blok2_*'] },
      'THAW-SPEC-UNKNOWN-LAYER',
      'did you mean `block2_*`?',
    ],
    [
      'an exception that matches nothing',
      { layers: ['*', '!blok*_bn'] },
      'THAW-SPEC-UNKNOWN-LAYER',
      'did you mean `!block*_bn`?',
    ],
    [
      'an unknown layer in a list',
      { layers: ['block1_con'] },
      'THAW-SPEC-UNKNOWN-LAYER',
      'did you mean `block1_conv`?',
    ],
    ['a glob like nothing', { layers: ['*_pool'] }, 'THAW-SPEC-UNKNOWN-LAYER', undefined],
    [
      'more blocks than there are',
      { last: 4 },
      'THAW-SPEC-TOO-MANY-BLOCKS',
      'the blocks are block1, block2 and block3; `all` trains every layer',
    ],
    [
      'layers without weights',
      { layers: ['*_act'] },
      'THAW-SPEC-TRAINS-NOTHING',
      'write `none` if only the head shall train',
    ],
    [
      'only exceptions',
      { layers: ['!*_bn'] },
      'THAW-SPEC-TRAINS-NOTHING',
      'write `none` if only the head shall train',
    ],
  ])('refuses %s', (_what, selector, code, remedy) => {
    const problems = problemsOf(() => selectLayers(graph, selector));
    expect(problems.map((problem) => [problem.code, problem.remedy])).toEqual([[code, remedy]]);
  });

  it('reports every pattern that matches nothing, with its place', () => {
    const problems = problemsOf(() => selectLayers(graph, { layers: ['nope_*', 'block1_*', '!never'] }));
    expect(problems).toMatchObject([{ keys: ['layers', 0] }, { keys: ['layers', 2] }]);
  });
});

describe('blocksOf', () => {
  it('names blocks in the order in which they begin and skips layers without one', () => {
    const builder = new GraphBuilder('net');
    let last = builder.input('in', [8]);
    const dense = { units: 2, useBias: true, activation: 'linear' } as const;
    last = builder.add('Dense', 'stem', dense, last);
    last = builder.block('b').add('Dense', 'b1', dense, last);
    last = builder.block('a').add('Dense', 'a1', dense, last);
    expect(blocksOf(builder.build(last))).toEqual(['b', 'a']);
  });
});

function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ThawError) return error.problems;
    throw error;
  }
  return [];
}
