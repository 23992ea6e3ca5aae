import { describe, expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { formatProblems } from '../errors/format-problems.js';
import { chain } from './backbones.fixture.js';
import { readSelector } from './read-selector.js';

const graph = chain('tiny', 3, 32);

describe('readSelector', () => {
  it.each([
    ['none', 'none'],
    ['{ last: 2 }', { last: 2 }],
    ['{ layers: [block3_*, "!*_bn"] }', { layers: ['block3_*', '!*_bn'] }],
  ])('takes %s', (text, selector) => {
    expect(readSelector(text, graph, '--trainable')).toEqual(selector);
  });

  it.each([
    ['{ last: 4 }', '--trainable:1:9 THAW-SPEC-TOO-MANY-BLOCKS'],
    ['{ last: two }', '--trainable:1:9 THAW-SPEC-WRONG-TYPE'],
    ['{ form: block3_conv }', '--trainable:1:3 THAW-SPEC-UNKNOWN-KEY'],
    ['{ layers: [block3_*, blok2_*] }', '--trainable:1:22 THAW-SPEC-UNKNOWN-LAYER'],
    ['{ layers: [block3_act] }', '--trainable:1:1 THAW-SPEC-TRAINS-NOTHING'],
    ['block3_*', '--trainable:1:1 THAW-SPEC-WRONG-VALUE'],
    ['', '--trainable:1:1 THAW-SPEC-WRONG-TYPE'],
    ['{ last: 2', '--trainable:1:10 THAW-SPEC-SYNTAX'],
  ])('says of %j where it is wrong', (text, head) => {
    expect(told(text)).toContain(head);
  });
});

function told(text: string): string {
  try {
    return JSON.stringify(readSelector(text, graph, '--trainable'));
  } catch (error) {
    if (!(error instanceof ThawError)) throw error;
    return formatProblems(error.problems);
  }
}
