import { expect, it } from 'vitest';
import { valueOfYaml } from '../spec/parse-yaml.js';
import type { Selector } from '../spec/run-config.js';
import { selectorText } from './selector-text.js';

it.each<[Selector, string]>([
  ['all', 'all'],
  [{ last: 2 }, '{ last: 2 }'],
  [{ from: 'blocks.10.norm1' }, '{ from: blocks.10.norm1 }'],
  [{ layers: ['block14_*', '!*_bn', '[ab]*', '*'] }, '{ layers: [block14_*, "!*_bn", "[ab]*", "*"] }'],
  [{ layers: ['a: b', 'c, d', 'e # f'] }, '{ layers: ["a: b", "c, d", "e # f"] }'],
])('is YAML that says %j', (selector, text) => {
  expect(selectorText(selector)).toBe(text);
  expect(valueOfYaml(text)).toEqual(selector);
});
