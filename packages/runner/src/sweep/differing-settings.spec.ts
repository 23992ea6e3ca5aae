import type { Json } from '@thaw/core';
import { expect, it } from 'vitest';
import { differingSettings } from './differing-settings.js';

it.each<[string, readonly Readonly<Record<string, Json>>[], readonly string[]]>([
  [
    'values',
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
    ],
    ['b'],
  ],
  [
    'lists and objects by what they hold',
    [
      { a: [1, 2], b: { x: 1, y: 2 } },
      { a: [1, 3], b: { y: 2, x: 1 } },
    ],
    ['a'],
  ],
  ['settings that only some have', [{ a: 1 }, { a: 1, c: 0 }], ['c']],
  ['nothing of one run', [{ a: 1 }], []],
])('finds %s that differ', (_, runs, expected) => {
  expect(differingSettings(runs)).toEqual(expected);
});
