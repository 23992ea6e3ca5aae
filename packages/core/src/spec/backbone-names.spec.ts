import { describe, expect, it } from 'vitest';
import { backboneNames } from './backbone-names.js';

describe('backboneNames', () => {
  it.each([
    ['as it is written', 'backbone: { name: a }', [], ['a']],
    [
      'as overrides set it, the last one',
      'backbone: { name: a }',
      ['backbone.name=b', 'backbone.name="@c/d"'],
      ['@c/d'],
    ],
    [
      'swept in a list',
      'backbone: { name: a }\nsweep: { parameters: { backbone.name: [b, a] } }',
      [],
      ['a', 'b'],
    ],
    ['swept in a choice', 'sweep: { parameters: { backbone.name: { choice: [b, c] } } }', [], ['b', 'c']],
    [
      'swept as a whole',
      'sweep: { parameters: { backbone: [{ name: b }, { name: c, imageSize: 9 }] } }',
      [],
      ['b', 'c'],
    ],
    ['swept by an override', 'backbone: { name: a }', ['sweep.parameters.backbone.name=[b]'], ['a', 'b']],
    [
      'of a spec with mistakes',
      'backbone: { nmae: x, name: 3 }\nsweep: { parameters: { backbone.name: [b, 4], backbone: 5 } }',
      [],
      ['b'],
    ],
    ['nowhere in what is no spec', '- a\n- b', [], []],
    ['nowhere in what is not YAML', 'backbone: {', ['backbone.name=b'], ['b']],
  ] as const)('finds a name %s', (_where, text, overrides, names) => {
    expect(backboneNames(text, overrides)).toEqual(names);
  });
});
