import { expect, it } from 'vitest';
import { helpAsOption } from './help-as-option.js';

it.each([
  ['help', '--help'],
  ['help sweep', 'sweep --help'],
  ['sweep --help', 'sweep --help'],
  ['sweep help', 'sweep help'],
])('takes `thaw %s` as `thaw %s`', (line, meant) => {
  expect(helpAsOption(line.split(' '))).toEqual(meant.split(' '));
});

it('leaves a call without words one', () => {
  expect(helpAsOption([])).toEqual([]);
});
