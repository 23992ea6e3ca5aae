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
        else if ('told' in event) {
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
    const wrong = {
      ...{ method: 'tpee', runs: 5, seed: Number.NaN, objective: { goal: 'maximise' } },
      parameters: {
        x: { uniform: [1, 0] },
        y: { int: [0, 1], when: { z: 1 } },
        kind: ['a', 'b', Number.NaN],
        deep: { int: [0, 1], when: { y: [] } },
        deeper: { int: [0, 1], when: { y: [0, Number.POSITIVE_INFINITY] } },
        rate: { uniform: [0, 1] },
      },
      include: [{ y: 0, rate: Number.NaN }],
      exclude: [{ rate: 'foo' }, { rate: Number.NaN }, { rate: 2 }, { y: Number.NEGATIVE_INFINITY }],
      history: 'x',
    };
    const found = problemsOf(wrong).map(({ code, position }) => `${code} ${position?.keys?.join('.')}`);
    const expected = [
      'THAW-SPEC-WRONG-VALUE method',
      'THAW-SPEC-WRONG-TYPE seed',
      'THAW-SPEC-WRONG-VALUE objective.goal',
      'THAW-SWEEP-EMPTY-RANGE parameters.x.uniform',
      'THAW-SWEEP-UNKNOWN-PARAMETER parameters.y.when.z',
      'THAW-SPEC-WRONG-VALUE parameters.kind.2',
      'THAW-SWEEP-VALUE-NEVER parameters.deep.when.y',
      'THAW-SPEC-WRONG-VALUE parameters.deeper.when.y.1',
      'THAW-SWEEP-VALUE-NEVER exclude.0.rate',
      'THAW-SPEC-WRONG-VALUE exclude.1.rate',
      'THAW-SWEEP-VALUE-NEVER exclude.2.rate',
      'THAW-SPEC-WRONG-VALUE exclude.3.y',
      'THAW-SPEC-WRONG-TYPE history',
    ];
    expect(found).toEqual(expected);
    const { objective: _, ...without } = options;
    expect(problemsOf(without)).toMatchObject([{ code: 'THAW-SPEC-MISSING-KEY' }]);
    expect(problemsOf({ ...options, stop: { method: 'median' } })).toMatchObject([
      { code: 'THAW-SPEC-UNKNOWN-KEY', position: { keys: ['stop'] } },
    ]);
    const point = { x: 0, rate: 0.1, units: 8, kind: 'b', decay: Number.NaN };
    expect(problemsOf({ ...options, include: [point] })).toMatchObject([
      { code: 'THAW-SPEC-WRONG-VALUE', position: { keys: ['include', 0, 'decay'] } },
    ]);
    expect(problemsOf({ ...options, runs: 1e6 })).toMatchObject([{ code: 'THAW-SWEEP-TOO-LARGE' }]);
    const nothing = { ...options, parameters: { kind: ['a'] }, exclude: [{ kind: 'a' }] };
    expect(problemsOf(nothing)).toMatchObject([{ code: 'THAW-SWEEP-NOTHING-LEFT' }]);
  });

  it('takes what is no number for a failure, also out of its history, and refuses what is no outcome', () => {
    const one = openSearch(options);
    const other = openSearch(options);
    for (let step = 0; step < 30; step++) {
      const { id, parameters } = one.ask()!;
      const value = step % 3 === 0 ? Number.NaN : loss(parameters);
      one.tell(id, { value });
      other.ask();
      other.tell(id, step % 3 === 0 ? { failed: true } : { value });
    }
    expect(one.history).toEqual(other.history);
    const saved = JSON.parse(JSON.stringify(one.history)) as OpenSearch['history'];
    const asNull = saved.map((event) => ('failed' in event ? { told: event.told, value: null } : event));
    for (const history of [saved, asNull as unknown as OpenSearch['history']])
      expect(openSearch({ ...options, history }).ask()).toEqual(
        openSearch({ ...options, history: saved }).ask(),
      );

    const { id } = one.ask()!;
    for (const wrong of [undefined, null, {}, 3, { value: 'abc' }, { failed: false }])
      expect(() => one.tell(id, wrong as never)).toThrow(ThawError);
    one.tell(id, { value: 1 });
    for (const event of [null, 'x', {}, { asked: 3 }])
      expect(() => openSearch({ ...options, history: [event as never] })).toThrow(/THAW-SWEEP-OTHER-HISTORY/);
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
