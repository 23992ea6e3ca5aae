import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { shownName, yamlComment, yamlValue } from './yaml-text.js';

const hostile = [
  'no',
  '1e3',
  '0x1F',
  '~',
  '',
  ': x',
  '- x',
  '# x',
  "it's",
  '"x"',
  'a\nb',
  ' x ',
  '😀',
  '%x',
  '{a}',
  '&a',
  '\u2028',
  '=',
  '012',
  '2026-11-26',
  '<<',
];

it.each(hostile)('%j is the same text in any version of YAML', (text) => {
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(`key: ${yamlValue(text)}`, { version })).toEqual({ key: text });
    expect(parse(`key: ${yamlValue(text)} # why`, { version })).toEqual({ key: text });
  }
});

it.each([
  ['cats', 'cats'],
  ['dogs & cats/no 1', 'dogs & cats/no 1'],
  ['café', 'café'],
  ['two\nlines', '"two\\nlines"'],
  ['ends in a space ', '"ends in a space "'],
  ['no\u00a0break', '"no\\u{a0}break"'],
  ['\u0007', '"\\u0007"'],
  ['# x', '"# x"'],
])('%j is shown as %s', (name, shown) => {
  expect(shownName(name)).toBe(shown);
  expect(parse(`${yamlComment(`of ${shownName(name)}.`, '  ')}\na: 1`)).toEqual({ a: 1 });
});

it('comments take as many lines as they need', () => {
  const comment = yamlComment('word '.repeat(60).trim(), '  ');
  for (const line of comment.split('\n')) {
    expect(line.length).toBeLessThanOrEqual(110);
    expect(line).toMatch(/^ {2}# word/);
  }
});
