import { expect, it } from 'vitest';
import { paretoFront } from './pareto-front.js';

const point = (cost: number, value: number) => ({ cost, value });

it.each([
  ['maximize', [point(3, 0.9), point(1, 0.5), point(2, 0.4), point(4, 0.9)], [point(1, 0.5), point(3, 0.9)]],
  ['minimize', [point(3, 0.1), point(1, 0.5), point(2, 0.6), point(1, 0.7)], [point(1, 0.5), point(3, 0.1)]],
  ['maximize', [], []],
] as const)('keeps what none beats at both, to %s', (goal, points, front) => {
  expect(paretoFront(points, goal)).toEqual(front);
});
