import { describe, expect, it } from 'vitest';
import { ThawError } from '../errors/problem.js';
import { canonicalJson } from '../hash/canonical-json.js';
import { openSearch, type OpenSearch, type SearchOptions } from './open-search.js';
import type { ParameterValues } from './search.js';

const parameters: SearchOptions['parameters'] = {
  x: { uniform: [-5, 5] },
  rate: { logUniform: [1e-5, 1] },
  units: { int: [8, 64], step: 8 },
  kind: ['a', 'b', 'c'],
  decay: { uniform: [0, 1], when: { kind: 'b' } },
};
const options: SearchOptions = {
  ...{ method: 'tpe', runs: 40, seed: 3, objective: { goal: 'minimize' } },
  parameters,
};

/** The least, 0, is in branch b. */
const loss = ({ x, rate, units, kind, decay = 0.5 }: ParameterValues): number =>
  Number(x) ** 2 +
  (Math.log10(Number(rate)) + 2) ** 2 +
  (Number(units) / 8 - 5) ** 2 / 4 +
  { a: 2, b: 0, c: 4 }[String(kind) as 'a'] +
  Math.abs(Number(decay) - 0.2);

/** Tells of each point before the next; fails where `fails`. */
function carryOut(search: OpenSearch, fails: (point: ParameterValues) => boolean = () => false): number[] {
  const values: number[] = [];
  for (let asked = search.ask(); asked; asked = search.ask()) {
    const value = loss(asked.parameters);
    values.push(value);
    search.tell(asked.id, fails(asked.parameters) ? { failed: true } : { value });
  }
  return values;
}
const askedOf = ({ history }: OpenSearch) =>
  history.flatMap((event) => ('asked' in event ? event.asked : []));
const problemsOf = (wrong: unknown) => {
  try {
    openSearch(wrong as SearchOptions);
  } catch (error) {
    return (error as ThawError).problems;
  }
  return [];
};

describe.each(['grid', 'random', 'quasirandom', 'tpe'] as const)('a search by %s', (method) => {
  it('proposes no point twice, and the same for the same seed', () => {
    const [one, same] = [openSearch({ ...options, method }), openSearch({ ...options, method })];
    carryOut(one);
    carryOut(same);
    expect(askedOf(same)).toEqual(askedOf(one));
    expect(new Set(askedOf(one)).size).toBe(askedOf(one).length);
    if (method !== 'grid') expect(askedOf(one)).toHaveLength(40);
  });

  it('goes on from its history, wherever that ends, also where it was asked ahead of answers', () => {
    const ahead = (search: OpenSearch, times: number) => {
      const open = Array.from({ length: 3 }, () => search.ask()!);
      for (let step = 0; step < times; step++) {
        const [told] = open.splice(step % 3, 1);
        search.tell(told!.id, step % 7 === 6 ? { failed: true } : { value: loss(told!.parameters) });
        open.push(search.ask()!);
      }
      return open;
    };
    const whole = openSearch({ ...options, method });
    ahead(whole, 20);
    for (const end of [0, 5, 21, 30, 43]) {
      const saved = JSON.parse(JSON.stringify(whole.history.slice(0, end))) as OpenSearch['history'];
      const resumed = openSearch({ ...options, method, history: saved });
      for (const event of whole.history.slice(end)) {
        if ('asked' in event) expect(resumed.ask()?.id).toBe(event.asked);
        else {
          const { told, ...outcome } = event;
          resumed.tell(told, outcome);
        }
      }
    }
  });

  it('ends when a small space is exhausted', () => {
    const search = openSearch({
      ...{ ...options, method },
      parameters: { kind: ['a', 'b'], units: { int: [1, 3], when: { kind: 'a' } } },
    });
    const points: ParameterValues[] = [];
    for (let asked = search.ask(); asked; asked = search.ask()) {
      points.push(asked.parameters);
      search.tell(asked.id, { value: points.length });
    }
    expect(points.map(canonicalJson).toSorted()).toEqual(
      [{ kind: 'b' }, ...[1, 2, 3].map((units) => ({ kind: 'a', units }))].map(canonicalJson).toSorted(),
    );
    expect(search.ask()).toBeUndefined();
  });
});

describe('tpe', () => {
  const seeds = Array.from({ length: 4 }, (_, seed) => seed);
  const bestOf = (method: 'tpe' | 'random', seed: number) =>
    Math.min(...carryOut(openSearch({ ...options, method, seed })));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('finds far better points than random draws of as many runs', () => {
    const [learnt, drawn] = (['tpe', 'random'] as const).map((method) =>
      mean(seeds.map((seed) => bestOf(method, seed))),
    );
    expect(learnt).toBeLessThan(0.6 * drawn!);
  });

  it('maximises as it minimises', () => {
    const turned = openSearch({ ...options, objective: { goal: 'maximize' } });
    for (let asked = turned.ask(); asked; asked = turned.ask())
      turned.tell(asked.id, { value: -loss(asked.parameters) });
    const straight = openSearch(options);
    carryOut(straight);
    expect(askedOf(turned)).toEqual(askedOf(straight));
  });

  it('keeps to the better branch of a conditional space, and away from one that fails', () => {
    const shareOf = (kind: string, fails?: (point: ParameterValues) => boolean) =>
      mean(
        seeds.map((seed) => {
          const search = openSearch({ ...options, seed });
          const kinds: unknown[] = [];
          for (let asked = search.ask(); asked; asked = search.ask()) {
            kinds.push(asked.parameters['kind']);
            const failed = fails?.(asked.parameters);
            search.tell(asked.id, failed ? { failed: true } : { value: loss(asked.parameters) });
          }
          return kinds.slice(20).filter((each) => each === kind).length / 20;
        }),
      );
    expect(shareOf('b')).toBeGreaterThan(0.5);
    expect(shareOf('b', ({ kind }) => kind === 'b')).toBeLessThan(0.25);
  });

  it('begins with points to include, learns from those that lie inside, and makes no more runs than asked', () => {
    const include = [
      { x: 40, rate: 0.01, units: 40, kind: 'a' },
      { x: 0.1, rate: 0.01, units: 40, kind: 'b', decay: 0.2 },
    ];
    const search = openSearch({ ...options, include });
    expect([search.ask()!.parameters, search.ask()!.parameters]).toEqual(include);
    expect(carryOut(openSearch({ ...options, include }))).toHaveLength(40);
    expect(carryOut(openSearch({ ...options, include, runs: 1 }))).toHaveLength(1);
  });
});

describe('openSearch', () => {
  it('says everything that is wrong with its options, and where', () => {
    const found = problemsOf({
      ...options,
      method: 'tpee',
      parameters: { x: { uniform: [1, 0] }, y: { int: [0, 1], when: { z: 1 } } },
    });
    expect(found).toMatchObject([{ code: 'THAW-SPEC-WRONG-VALUE', position: { keys: ['method'] } }]);
    const spaces = problemsOf({
      ...options,
      parameters: { x: { uniform: [1, 0] }, y: { int: [0, 1], when: { z: 1 } } },
    });
    expect(spaces).toMatchObject([
      { code: 'THAW-SWEEP-EMPTY-RANGE', position: { keys: ['parameters', 'x', 'uniform'] } },
      { code: 'THAW-SWEEP-UNKNOWN-PARAMETER', position: { keys: ['parameters', 'y', 'when', 'z'] } },
    ]);
    expect(problemsOf({ ...options, runs: 1e6 })).toMatchObject([{ code: 'THAW-SWEEP-TOO-LARGE' }]);
    const nothing = { ...options, parameters: { kind: ['a'] }, exclude: [{ kind: 'a' }] };
    expect(problemsOf(nothing)).toMatchObject([{ code: 'THAW-SWEEP-NOTHING-LEFT' }]);
  });

  it('is told once of each point, and goes on from no other history', () => {
    const search = openSearch(options);
    const { id } = search.ask()!;
    search.tell(id, { value: 1 });
    const notAsked = expect.objectContaining({ code: 'THAW-SWEEP-NOT-ASKED' });
    for (const wrong of [id, 'other'])
      expect(() => search.tell(wrong, { value: 1 })).toThrow(
        expect.objectContaining({ problems: [notAsked] }),
      );
    expect(() => openSearch({ ...options, seed: 4, history: search.history })).toThrow(
      /THAW-SWEEP-OTHER-HISTORY/,
    );
  });
});
