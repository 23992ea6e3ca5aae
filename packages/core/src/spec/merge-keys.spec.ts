import { expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec } from './load-spec.js';
import { YamlSource } from './yaml-source.js';

it('takes over what a merge key names, and lets what is written beside it win', () => {
  const text = `
name: flowers
data: { root: images }
backbone: { name: tiny }
phases:
  - &first { name: extract, epochs: 2, optimizer: { name: sgd } }
  - { <<: [*first, { epochs: 9, trainable: all }], name: tune }
`;
  const { runs } = loadSpec(text, { file: 'f.yaml', backbones, resolvePath: (path) => path });
  const [first, second] = runs[0]!.config.phases;
  expect(second).toEqual({ ...first, name: 'tune', trainable: 'all' });
});

it.each([
  ['a text', 'a: &first text\nb: { <<: *first }', []],
  [
    'a text, where a key is written twice besides',
    'a: &first text\na: 1\nb: { <<: *first }',
    ['DUPLICATE-KEY'],
  ],
  ['a list of texts', 'b: { <<: [text] }', []],
  ['nothing', 'b: { <<: }', []],
])('refuses to merge %s', (_, text, before) => {
  const { problems, value } = new YamlSource('a.yaml', text);
  expect(problems.map(({ code }) => code)).toEqual([...before, 'SYNTAX'].map((name) => `THAW-SPEC-${name}`));
  expect(problems.at(-1)!.message).toBe(
    'this is not YAML: << takes a map, an alias of one, or a list of these',
  );
  expect(value).toBeUndefined();
});
