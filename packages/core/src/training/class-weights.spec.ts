import { expect, it } from 'vitest';
import { classWeights } from './class-weights.js';

it('balances classes so that each counts the same in sum', () => {
  expect(classWeights('balanced', ['a', 'b'], [30, 10])).toEqual([40 / 60, 2]);
});

it('takes factors by name and 1 for the rest', () => {
  expect(classWeights({ b: 3 }, ['a', 'b'], [1, 1])).toEqual([1, 3]);
});

it('is nothing when nothing is asked for', () => {
  expect(classWeights(undefined, ['a'], [1])).toBeUndefined();
});
