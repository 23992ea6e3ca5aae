import { describe, expect, it } from 'vitest';
import { registeredAs } from './registered-as.js';

const about = { name: 'flowers', server: 'http://one' };

describe('what stands for a run in registries', () => {
  const runs = [
    { id: 'a', registered: [{ ...about, version: '1', alias: 'champion', timeMs: 1 }] },
    { id: 'b', registered: [{ ...about, version: '2', alias: 'champion', timeMs: 2 }] },
    { id: 'c', registered: [{ ...about, version: '3', timeMs: 3 }] },
    {
      id: 'd',
      registered: [{ name: 'other', server: 'http://one', version: '1', alias: 'champion', timeMs: 0 }],
    },
    {
      id: 'e',
      registered: [{ name: 'flowers', server: 'http://two', version: '1', alias: 'champion', timeMs: 0 }],
    },
    { id: 'f' },
  ];

  it.each([
    ['a', ['flowers v1']],
    ['b', ['flowers v2 @champion']],
    ['c', ['flowers v3']],
    ['d', ['other v1 @champion']],
    ['e', ['flowers v1 @champion']],
    ['f', []],
  ])('is of %s, with the alias where none got it later: %s', (run, texts) => {
    expect(registeredAs(run, runs)).toEqual(texts);
  });

  it('is told once of a run that is in several sweeps', () => {
    expect(registeredAs('a', [...runs, runs[0]!])).toEqual(['flowers v1']);
  });
});
