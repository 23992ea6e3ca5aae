import { expect, it } from 'vitest';
import { YamlSource } from './yaml-source.js';

const nested = (levels: number) => `a: ${'['.repeat(levels)}${']'.repeat(levels)}`;

it('reads what is nested as deep as anybody writes', () => {
  expect(new YamlSource('a.yaml', nested(90)).problems).toEqual([]);
});

it.each([
  ['a list', nested(200)],
  ['a list that the parser itself cannot follow', nested(100_000)],
  ['a list that has no end', `a: ${'['.repeat(100_000)}`],
  ['a block', Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ['a list in a line', `${'- '.repeat(20_000)}a`],
  ['keys', `${'? '.repeat(20_000)}a`],
  ['values in a line', `b${'a: '.repeat(2_000)}`],
  ['values in a line of a map in a line', `b: { ${'a: '.repeat(2_000)}`],
])('says of %s that it is nested too deep', (_, text) => {
  const { problems, value } = new YamlSource('a.yaml', text);
  expect(problems).toMatchObject([
    { code: 'THAW-SPEC-SYNTAX', message: 'this is not YAML: it is nested more than 100 deep' },
  ]);
  expect(value).toBeUndefined();
});
