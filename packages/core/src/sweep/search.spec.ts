import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../hash/canonical-json.js';
import { seededRandom, type Random } from '../random/random.js';
import { gridSearch } from './methods/grid.js';
import { randomSearch } from './methods/random.js';
import { searchMethod, searchMethods, type SearchMethodName } from './methods/search-methods.js';
import { tpeSearch } from './methods/tpe.js';
import { withDefaults } from '../spec/kinds.js';
import type { ParameterValues, Search } from './search.js';
import { searchSpace, type SearchSpace } from './search-space.js';
import { splitTrials } from './tpe/split-trials.js';
import { gridPoints, gridSize, has, shareOf, type Space } from './space.js';

/** Sweeps of all shapes, made up by a seed. */
const cases = Array.from({ length: 50 }, (_, index) => ({
  seed: index,
  spaces: makeSpaces(seededRandom(index)),
}));

function makeSpaces(random: Random): ReadonlyMap<string, Space> {
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const makers: (() => Space)[] = [
    () => ({ kind: 'choice', values: Array.from({ length: upTo(4) }, (_, value) => value) }),
    () => ({ kind: 'uniform', low: random() - 2, high: random(), steps: 1 + upTo(4) }),
    () => ({ kind: 'logUniform', low: 1e-6 * (1 + random()), high: random() + 1e-3, steps: 1 + upTo(4) }),
    () => ({ kind: 'int', low: -upTo(3), high: upTo(3) }),
    () => ({ kind: 'int', low: 0, high: 10 * upTo(5), steps: 1 + upTo(4) }),
    () => ({ kind: 'uniform', low: 0, high: upTo(4), step: 0.25 * upTo(2) }),
  ];
  return new Map(
    Array.from({ length: upTo(3) }, (_, axis) => [
      `p${axis}`,
      makers[Math.floor(random() * makers.length)]!(),
    ]),
  );
}

const inSpace = (spaces: Iterable<readonly [string, Space]>): SearchSpace =>
  searchSpace(Array.from(spaces, ([path, space]) => ({ paths: [path], space, when: [] })));

function allOf(search: Search): ParameterValues[] {
  const points: ParameterValues[] = [];
  for (let point = search.ask(); typeof point === 'object'; point = search.ask()) points.push(point);
  return points;
}

const isIn = (space: Space, value: unknown): boolean =>
  space.kind === 'choice'
    ? space.values.includes(value as never)
    : typeof value === 'number' &&
      value >= space.low &&
      value <= space.high &&
      (space.kind !== 'int' || Number.isInteger(value));

describe.each(cases)('a sweep made up by seed $seed', ({ seed, spaces }) => {
  it('is as large as its axes multiply to, without repetition, in a grid', () => {
    const points = allOf(gridSearch(inSpace(spaces)));
    expect(points).toHaveLength(
      [...spaces.values()].reduce((size, space) => size * gridPoints(space).length, 1),
    );
    expect(new Set(points.map(canonicalJson)).size).toBe(points.length);
  });

  it('stays within its ranges, and a grid reaches their ends', () => {
    for (const point of [
      ...allOf(gridSearch(inSpace(spaces))),
      ...allOf(randomSearch(inSpace(spaces), 20, seed)),
    ]) {
      for (const [path, space] of spaces)
        expect(isIn(space, point[path]), `${path}: ${point[path]}`).toBe(true);
    }
    for (const space of spaces.values()) {
      const points = gridPoints(space);
      expect(points.length).toBeLessThanOrEqual(gridSize(space));
      if (space.kind !== 'choice') expect([points[0], points.at(-1)]).toEqual([space.low, space.high]);
    }
  });

  it('draws the same points from the same seed, and more runs begin with them', () => {
    const points = allOf(randomSearch(inSpace(spaces), 5, seed));
    expect(allOf(randomSearch(inSpace(spaces), 5, seed))).toEqual(points);
    expect(allOf(randomSearch(inSpace(spaces), 12, seed)).slice(0, points.length)).toEqual(points);
    expect(new Set(points.map(canonicalJson)).size).toBe(points.length);
  });
});

describe.each(Object.keys(searchMethods) as SearchMethodName[])('the method %s', (name) => {
  it('is certain of a point before anything has ended, and asks for those first of which it is', () => {
    const { create, settings } = searchMethod(name);
    for (const { seed, spaces } of cases) {
      const search = create(inSpace(spaces), withDefaults(settings, {}), seed);
      const certain = search.certain();
      expect(certain.length).toBeGreaterThan(0);
      expect(certain.map(() => search.ask())).toEqual(certain);
    }
  });
});

describe('a grid', () => {
  it('moves the last parameter fastest', () => {
    const spaces = new Map<string, Space>([
      ['a', { kind: 'choice', values: [1, 2] }],
      ['b', { kind: 'choice', values: ['x', 'y'] }],
    ]);
    expect(allOf(gridSearch(inSpace(spaces)))).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });

  it.each<[string, Space, unknown[]]>([
    ['uniform', { kind: 'uniform', low: 0.1, high: 0.5 }, [0.1, 0.3, 0.5]],
    ['logUniform', { kind: 'logUniform', low: 1e-6, high: 1e-2, steps: 5 }, [1e-6, 1e-5, 1e-4, 1e-3, 1e-2]],
    ['int', { kind: 'int', low: 2, high: 5 }, [2, 3, 4, 5]],
    ['int with steps', { kind: 'int', low: 1, high: 10, steps: 3 }, [1, 6, 10]],
    ['int with a step', { kind: 'int', low: 32, high: 100, step: 32 }, [32, 64, 96]],
    ['uniform with a step', { kind: 'uniform', low: 0, high: 0.3, step: 0.1 }, [0, 0.1, 0.2, 0.3]],
    ['int with more steps than numbers', { kind: 'int', low: 1, high: 2, steps: 5 }, [1, 2]],
  ])('takes the points that people would write: %s', (_kind, space, points) => {
    expect(gridPoints(space)).toEqual(points);
  });
});

describe('a range with a step', () => {
  it.each<[string, Space]>([
    ['its end', { kind: 'uniform', low: 0, high: 0.66666666666666, step: 0.33333333333333 }],
    ['its beginning', { kind: 'uniform', low: 0.12345678901234, high: 1, step: 0.25 }],
  ])('has all of its points where %s has more digits than they', (_end, space) => {
    const points = gridPoints(space);
    expect(points.every((point) => has(space, point))).toBe(true);
    expect(points.map((point) => shareOf(space, point))).not.toContain(undefined);
    const search = tpeSearch(inSpace([['p', space]]), { runs: 10, startup: 1 }, 0);
    const asked: unknown[] = [];
    for (let point = search.ask(); typeof point === 'object'; point = search.ask()) {
      asked.push(point['p']);
      search.tell(point, Number(point['p']));
    }
    expect(asked.toSorted()).toEqual(points);
  });

  it('has no number that is none', () => {
    for (const space of [
      { low: 0, high: 1 },
      { low: 0, high: 1, step: 0.5 },
    ])
      for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY])
        expect(has({ kind: 'uniform', ...space }, wrong)).toBe(false);
  });
});

describe('a random search', () => {
  it('ends when a small space is exhausted', () => {
    const points = allOf(randomSearch(inSpace([['p', { kind: 'int', low: 1, high: 4 }]]), 10, 0));
    expect(points.map(({ p }) => p).toSorted()).toEqual([1, 2, 3, 4]);
  });

  it("draws a parameter's values whatever the others are", () => {
    const a: Space = { kind: 'uniform', low: 0, high: 1 };
    const alone = allOf(randomSearch(inSpace([['a', a]]), 5, 1)).map((point) => point['a']);
    const beside = allOf(
      randomSearch(
        inSpace([
          ['b', a],
          ['a', a],
        ]),
        5,
        1,
      ),
    ).map((point) => point['a']);
    expect(beside).toEqual(alone);
  });

  it('draws logUniform evenly over the decades', () => {
    const space: Space = { kind: 'logUniform', low: 1e-4, high: 1 };
    const decades = allOf(randomSearch(inSpace([['p', space]]), 4000, 3)).map(({ p }) =>
      Math.floor(Math.log10(Number(p))),
    );
    for (const decade of [-4, -3, -2, -1]) {
      expect(decades.filter((found) => found === decade).length / 4000).toBeCloseTo(0.25, 1);
    }
  });
});

describe('a search that knows what came of points before', () => {
  const space = inSpace([['p', { kind: 'uniform', low: 0, high: 1 }]]);
  const known = Array.from({ length: 20 }, (_, index) => ({
    point: { p: index / 20 },
    value: Math.abs(index / 20 - 0.7),
  }));
  const numbersOf = (search: Search) => allOf(search).map(({ p }) => Number(p));

  it('learns from them at once, but for one point by which the sweep is checked', () => {
    const settings = { runs: 12, startup: 10 };
    const knowing = tpeSearch(space, settings, 1, known);
    expect(knowing.certain()).toEqual(tpeSearch(space, settings, 1).certain().slice(0, 1));
    const distance = (numbers: readonly number[]) =>
      numbers.reduce((sum, p) => sum + Math.abs(p - 0.7), 0) / numbers.length;
    const proposed = numbersOf(knowing);
    expect(proposed).toHaveLength(12);
    expect(distance(proposed.slice(1, 6))).toBeLessThan(0.15);
    expect(distance(numbersOf(tpeSearch(space, settings, 1)).slice(1, 6))).toBeGreaterThan(0.2);
  });

  it('proposes none of them, also where it was to include it, and ends where no other is left', () => {
    const whole = inSpace([['p', { kind: 'int', low: 1, high: 6 }]]);
    const tried = [2, 5].map((p) => ({ point: { p }, value: p === 2 ? 1 : undefined }));
    const search = tpeSearch({ ...whole, include: [{ p: 5 }, { p: 9 }] }, { runs: 10, startup: 2 }, 0, tried);
    const [first, ...others] = numbersOf(search);
    expect(first).toBe(9);
    expect(others.toSorted()).toEqual([1, 3, 4, 6]);
    const all = [1, 2, 3, 4, 5, 6].map((p) => ({ point: { p }, value: p }));
    expect(tpeSearch(whole, { runs: 10, startup: 2 }, 0, all).certain()).toEqual([]);
  });
});

describe('a search with several objectives', () => {
  const split = (values: readonly (readonly number[])[]) =>
    splitTrials(values.map((value, p) => ({ point: { p }, value })));

  it('takes for good what is on earlier fronts, and of the front that is cut what is farthest from others', () => {
    // Fronts of 3, then of many: of 41, five are good.
    const first = [
      [0, 10],
      [5, 5],
      [10, 0],
    ];
    const second = Array.from({ length: 36 }, (_, index) => [20 + index, 60 - index]);
    const { good, others } = split([...second, [100, 100], [101, 101], ...first]);
    expect(good.map(({ point }) => point['p']).toSorted((a, b) => Number(a) - Number(b))).toEqual([
      ...[0, 35, 38, 39, 40],
    ]);
    expect(others).toHaveLength(36);
  });

  it('comes to points between the best of each', () => {
    // Whatever is not from 0.3 to 0.6 can be bettered in both.
    const search = tpeSearch(
      inSpace([['p', { kind: 'uniform', low: 0, high: 1 }]]),
      { runs: 60, startup: 10 },
      1,
    );
    const asked: number[] = [];
    for (let point = search.ask(); typeof point === 'object'; point = search.ask()) {
      const p = Number(point['p']);
      asked.push(p);
      search.tell(point, [(p - 0.3) ** 2, (p - 0.6) ** 2]);
    }
    const between = (numbers: readonly number[]) => numbers.filter((p) => p >= 0.3 && p <= 0.6).length;
    expect(between(asked.slice(-30))).toBeGreaterThan(15);
    expect(between(asked.slice(0, 10))).toBeLessThan(5);
  });
});
