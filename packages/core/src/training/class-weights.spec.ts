import { expect, it } from 'vitest';
import { classWeights } from './class-weights.js';

it('balances classes so that each counts the same in sum', () => {
  expect(classWeights('balanced', ['a', 'b'], [30, 10])).toEqual([40 / 60, 2]);
});

it('takes factors by name and 1 for the rest', () => {
  expect(classWeights({ b: 3 }, ['a', 'b'], [1, 1])).toEqual([1, 3]);
});

it('gives a class that is called as what every object has its own factor, and 1 where it has none', () => {
  const classes = ['__proto__', 'b', 'constructor', 'toString'];
  expect(classWeights({ b: 2 }, classes, [1, 1, 1, 1])).toEqual([1, 2, 1, 1]);
  const own = JSON.parse('{ "__proto__": 3, "constructor": 4 }') as Record<string, number>;
  expect(classWeights(own, classes, [1, 1, 1, 1])).toEqual([3, 1, 4, 1]);
});

it('is nothing when nothing is asked for', () => {
  expect(classWeights(undefined, ['a'], [1])).toBeUndefined();
});
