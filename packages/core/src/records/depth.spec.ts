import { expect, it } from 'vitest';
import { deepestValue, isTooDeep } from './depth.js';

/** A value with this many levels in it. */
const nested = (levels: number, around: (inner: unknown) => unknown): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => around(inner), 0);

it.each([
  ['lists', (inner: unknown) => [1, inner]],
  ['objects', (inner: unknown) => ({ a: null, b: inner })],
])('values in values are too deep from a level on: %s', (_, around) => {
  expect(isTooDeep(nested(deepestValue, around))).toBe(false);
  expect(isTooDeep(nested(deepestValue + 1, around))).toBe(true);
  expect(isTooDeep(nested(100 * deepestValue, around))).toBe(true);
});

it('what has no values in it is not deep', () => {
  for (const value of [null, 0, '', [], {}]) expect(isTooDeep(value)).toBe(false);
});
