import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../hash/canonical-json.js';
import { gridSearch } from './methods/grid.js';
import { randomSearch } from './methods/random.js';
import { searchMethod } from './methods/search-methods.js';
import { searchSpace, type Axis } from './search-space.js';
import type { Space } from './space.js';

const when = (path: string, ...values: readonly (string | number)[]): Axis['when'] => [
  { path, values: new Set(values.map(canonicalJson)) },
];
const axis = (path: string, space: Space, conditions: Axis['when'] = []): Axis => ({
  ...{ paths: [path], space, when: conditions },
});
const choice = (...values: readonly (string | number)[]): Space => ({ kind: 'choice', values });

/** Momentum belongs to sgd, Nesterov's to momentum; what they wait for is declared after them. */
const optimizers = [
  axis('nesterov', choice('yes', 'no'), when('momentum', 0.9)),
  axis('momentum', choice(0, 0.9), when('name', 'sgd')),
  axis('rate', choice(1, 2)),
  axis('name', choice('sgd', 'adam')),
];
const sizeOf = (axes: readonly Axis[]) => searchMethod('grid').size(searchSpace(axes), {}).runs;

describe('a space with conditions', () => {
  it('has in a grid each combination of what is there, in the order of declaration', () => {
    const points = gridSearch(searchSpace(optimizers)).certain();
    expect(points).toEqual([
      ...[1, 2].flatMap((rate) => [
        { momentum: 0, rate, name: 'sgd' },
        { nesterov: 'yes', momentum: 0.9, rate, name: 'sgd' },
        { nesterov: 'no', momentum: 0.9, rate, name: 'sgd' },
        { rate, name: 'adam' },
      ]),
    ]);
    expect(Object.keys(points[1]!)).toEqual(['nesterov', 'momentum', 'rate', 'name']);
    expect(sizeOf(optimizers)).toBe(8);
  });

  it('is counted without being made', () => {
    const large: Space = { kind: 'int', low: 1, high: 1e9 };
    expect(sizeOf([axis('a', large), axis('b', large)])).toBe(1e18);
    expect(sizeOf([axis('a', large), axis('b', choice(1), when('a', 1))])).toBe(Infinity);
    expect(sizeOf([axis('a', choice('x', 'y')), axis('b', large, when('a', 'x'))])).toBe(Infinity);
    const some: Space = { kind: 'int', low: 1, high: 9000 };
    expect(sizeOf([axis('a', choice('x', 'y')), axis('b', some, when('a', 'x'))])).toBe(9001);
  });

  it('draws what is there as if the rest were not', () => {
    const space = searchSpace(optimizers);
    const points = randomSearch(space, 8, 1).certain();
    expect(new Set(points.map(canonicalJson))).toEqual(
      new Set(gridSearch(space).certain().map(canonicalJson)),
    );
    const alone = searchSpace(optimizers.slice(2));
    const rates = (of: typeof points) => of.slice(0, 3).map(({ rate, name }) => [rate, name]);
    expect(rates(randomSearch(alone, 3, 1).certain())).toEqual(rates(points));
  });
});

describe('points that are written out', () => {
  const axes = [axis('a', choice(1, 2)), axis('b', choice('x', 'y'))];
  const include = [
    { a: 7, b: 'x' },
    { a: 2, b: 'y' },
  ];

  it('come first, once, and what is excluded never', () => {
    const space = searchSpace(axes, { include, exclude: [{ b: 'x', a: 1 }] });
    const points = [...include, { a: 1, b: 'y' }, { a: 2, b: 'x' }];
    expect(gridSearch(space).certain()).toEqual(points);
    const drawn = randomSearch(space, 10, 0).certain();
    expect(drawn.slice(0, 2)).toEqual(include);
    expect(new Set(drawn.map(canonicalJson))).toEqual(new Set(points.map(canonicalJson)));
    expect(randomSearch(space, 1, 0).certain()).toEqual([include[0]]);
  });

  it('exclude all points that have their values, whatever the others are', () => {
    const space = searchSpace(axes, { exclude: [{ b: 'x' }] });
    expect(gridSearch(space).certain()).toEqual([
      { a: 1, b: 'y' },
      { a: 2, b: 'y' },
    ]);
  });
});

it('parameters that go together are one choice', () => {
  const together: Axis = {
    paths: ['hidden', 'dropout'],
    space: {
      kind: 'choice',
      values: [
        [64, 0],
        [256, 0.5],
      ],
    },
    when: [],
  };
  const space = searchSpace([together, axis('rate', choice(1, 2))]);
  expect(gridSearch(space).certain()).toEqual([
    { hidden: 64, dropout: 0, rate: 1 },
    { hidden: 64, dropout: 0, rate: 2 },
    { hidden: 256, dropout: 0.5, rate: 1 },
    { hidden: 256, dropout: 0.5, rate: 2 },
  ]);
});
