import { describe, expect, it } from 'vitest';
import { shortHash } from '../hash/content-hash.js';
import { openSearch, type OpenSearch, type SearchOptions } from './open-search.js';
import type { ParameterValues } from './search.js';
import { bestOf } from './tpe/choice.js';

const blind: SearchOptions = {
  ...{ method: 'tpe', runs: 60, seed: 5, objective: { goal: 'minimize' } },
  parameters: {
    network: ['small', 'middle', 'large'],
    rate: { logUniform: [1e-5, 1] },
    units: { int: [8, 64], step: 8 },
    decay: { uniform: [0, 1], when: { network: 'large' } },
  },
};
const loss = ({ network, rate, units }: ParameterValues) =>
  (Math.log10(Number(rate)) + 3) ** 2 + Number(units) / 64 + (network === 'large' ? 0 : 0.5);

/** Features of a network are computed once. */
function sharing() {
  const stored = new Set<unknown>();
  const features = { small: 20, middle: 200, large: 2000 };
  const secondsOf = ({ network }: ParameterValues) =>
    10 + (stored.has(network) ? 0 : features[network as 'small']);
  return { secondsOf, compute: ({ network }: ParameterValues) => stored.add(network) };
}
/** The points, with what each took. */
function carryOut(options: SearchOptions, most = Infinity, { secondsOf, compute } = sharing()) {
  const search = openSearch({ ...options, seconds: secondsOf });
  const points: { point: ParameterValues; seconds: number }[] = [];
  while (points.length < most) {
    const asked = search.ask();
    if (!asked) break;
    points.push({ point: asked.parameters, seconds: secondsOf(asked.parameters) });
    compute(asked.parameters);
    search.tell(asked.id, { value: loss(asked.parameters) });
  }
  return { search, points };
}
const idsOf = ({ history }: OpenSearch) =>
  history.flatMap((event) => ('asked' in event ? [event.asked] : []));
const aware: SearchOptions = { ...blind, cost: 'aware' };

describe('a search that is aware of costs', () => {
  it('begins with half as many that are spread, after the first the cheapest first', () => {
    const { search, points } = carryOut(aware, 5);
    const spread = openSearch({ ...blind, method: 'quasirandom', runs: 5 });
    expect(new Set(idsOf(search))).toEqual(new Set(Array.from({ length: 5 }, () => spread.ask()!.id)));
    expect(points[0]!.point).toEqual(openSearch(blind).ask()!.parameters);
    const asked = search.history.flatMap((event) => ('weighed' in event ? [event.weighed] : []));
    expect(points.slice(1, 4).map(({ seconds }) => seconds)).toEqual(
      asked.map((each) => Math.min(...(each as number[]))),
    );
  });

  it('tries more for its seconds than one that is blind, and what is dear too', () => {
    const within = (options: SearchOptions) => {
      let spent = 0;
      const { points } = carryOut(options, 40);
      return points.filter(({ seconds }) => (spent += seconds) < 400).length;
    };
    const sum = (options: SearchOptions) =>
      [1, 2, 3, 4].reduce((total, seed) => total + within({ ...options, seed }), 0);
    expect(sum(aware)).toBeGreaterThan(1.2 * sum(blind));
    const networks = carryOut(aware, 40).points.map(({ point }) => point['network']);
    expect(new Set(networks).size).toBe(3);
  });

  it('goes on from its history alone, whatever things cost by then', () => {
    const { search } = carryOut(aware);
    const history = JSON.parse(JSON.stringify(search.history)) as OpenSearch['history'];
    for (const until of [1, 9, 40]) {
      const place = history.findIndex((event) => 'told' in event && event.told === idsOf(search)[until]);
      let calls = 0;
      const seconds = () => ++calls;
      const resumed = openSearch({ ...aware, seconds, history: history.slice(0, place + 1) });
      expect(calls).toBe(0);
      expect(resumed.history).toEqual(history.slice(0, place + 1));
    }
    const other = history.map((event) => ('weighed' in event ? { weighed: [1] } : event));
    expect(() => openSearch({ ...aware, seconds: () => 1, history: other })).toThrow(
      /THAW-SWEEP-OTHER-HISTORY/,
    );
    expect(() => openSearch({ ...blind, history })).toThrow(/THAW-SWEEP-OTHER-HISTORY/);
  });

  it('takes costs that nobody knows, and tells who gives none', () => {
    const ignorant = openSearch({ ...aware, seconds: () => undefined });
    for (let step = 0; step < 20; step++) {
      const { id, parameters } = ignorant.ask()!;
      ignorant.tell(id, { value: loss(parameters) });
    }
    expect(ignorant.history).toContainEqual({ weighed: Array(4).fill(null) });
    expect(() => openSearch(aware)).toThrow(/THAW-SPEC-MISSING-KEY/);
  });
});

describe('of candidates', () => {
  const options = [0, 0.5, 1].map((gain, place) => ({ point: { place }, gain }));
  it.each([
    ['the likeliest, where cost is nothing', 0, [1, 1, 1000], 2],
    ['the likeliest for its cost', 0.2, [1, 2, 1000], 1],
    ['the likeliest, where all cost as much', 9, [70, 70, 70], 2],
    ['what is free before what takes a while', 1, [0, 60, 60], 0],
    ['as if what nobody knows cost what the others do', 1, [60, undefined, 60], 2],
  ])('takes %s', (_, thrift, seconds, place) => {
    expect(bestOf({ options, thrift, seconds })).toEqual({ place });
  });
});

it('a blind search proposes what it always has', () => {
  const { search } = carryOut(blind);
  expect(shortHash(idsOf(search))).toBe('8bf33aa5c431');
});
