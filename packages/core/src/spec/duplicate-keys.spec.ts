import { parseDocument } from 'yaml';
import { expect, it } from 'vitest';
import { duplicateKeys } from './duplicate-keys.js';

it.each([
  'a: 1\nb: 2\na: 3\na: 4',
  '{ a: 1, "a": 2, b: { a: 1 }, ? a }',
  '- a: 1\n  &x a: 2\n- { [1]: 2, [1]: 3 }',
  '<<: { b: 1 }\n<<: { c: 1 }',
  '1: a\n"1": b\n1: c',
  ': a\n~: b',
  '!!str a: 1\na: 2',
])('finds in %j what the library finds', (text) => {
  const { errors } = parseDocument(text);
  const found = duplicateKeys(parseDocument(text, { uniqueKeys: false }));
  expect(found.map(({ pos, code }) => [pos, code])).toEqual(errors.map(({ pos, code }) => [pos, code]));
});
