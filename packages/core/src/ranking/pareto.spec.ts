import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byPlace, paretoPlaces } from './pareto.js';
import { rankGroups, rankRuns } from './rank-runs.js';
import type { Objective, RankedBy } from './run-order.js';
import { selectionOptimism } from './selection-optimism.js';

interface Reference {
  readonly points: readonly (readonly number[])[];
  readonly places: readonly { readonly front: number; readonly crowding: number | 'Infinity' }[];
  readonly best: readonly number[];
  /** Then it depends on their order which of two neighbours is the nearer one. */
  readonly hasEqual: boolean;
}

/** By Optuna 5.0: `tools/optuna/write-fronts.py`. */
const references = JSON.parse(
  readFileSync(new URL('pareto.reference.json', import.meta.url), 'utf8'),
) as readonly Reference[];

describe('the places of points', () => {
  it.each(references)('are on the fronts that Optuna has, $points.length of them', (reference) => {
    const places = paretoPlaces(reference.points);
    expect(places.map(({ front }) => front)).toEqual(reference.places.map(({ front }) => front));
    expect([...places.keys()].filter((index) => places[index]!.front === 1)).toEqual(reference.best);
  });

  it.each(references.filter(({ hasEqual }) => !hasEqual))(
    'have the crowding distances that Optuna has, of $points.length points',
    ({ points, places }) => {
      for (const [index, { crowding }] of paretoPlaces(points).entries()) {
        const expected = Number(places[index]!.crowding);
        if (expected === Infinity) expect(crowding).toBe(Infinity);
        else expect(crowding).toBeCloseTo(expected, 12);
      }
    },
  );

  it('put ends first, then what has room, and of what is equal none before another', () => {
    const points = [
      [1, 4],
      [1.1, 3.9],
      [2, 2],
      [4, 1],
      [3, 3],
      [3, 3],
    ];
    const places = paretoPlaces(points);
    expect(places.map(({ front }) => front)).toEqual([1, 1, 1, 1, 2, 2]);
    const order = [...places.keys()].toSorted((a, b) => byPlace(places[a]!, places[b]!));
    expect(order).toEqual([0, 3, 2, 1, 4, 5]);
    expect(paretoPlaces([])).toEqual([]);
  });
});

type Case = RankedBy & { readonly id: string };

describe('runs with several objectives', () => {
  const objective: Objective = {
    ...{ metric: 'val_accuracy', goal: 'maximize' },
    others: [{ metric: 'parameters', goal: 'minimize' }],
  };
  const run = (
    id: string,
    val_accuracy: number,
    parameters: number | undefined,
    status = 'finished',
  ): Case => ({
    ...{ id, status, metrics: { val_accuracy, parameters } },
  });
  const itself = (each: Case) => each;
  const runs = [
    run('worse', 0.7, 300),
    run('small', 0.6, 100),
    run('failed', 1, 1, 'failed'),
    run('large', 0.9, 900),
    run('middle', 0.8, 200),
    run('unknown', 0.95, undefined),
  ];

  it('are ranked by fronts, the best by the first objective before all others', () => {
    expect(rankRuns(runs, objective, itself).map(({ run: { id }, rank }) => `${rank ?? '–'} ${id}`)).toEqual([
      ...['1 large', '1 small', '1 middle', '2 worse', '– unknown', '– failed'],
    ]);
    const [first] = rankGroups(runs, objective, itself);
    expect(first).toMatchObject({ value: 0.9, values: [0.9, 900] });
    expect(first).not.toHaveProperty('mayBeBest');
  });

  it('are ranked by the means of their groups, of which no optimism is told', () => {
    const group = (id: string, values: readonly number[], parameters: number): readonly Case[] =>
      values.map((value, index) => ({
        ...run(`${id}${index}`, value, parameters),
        group: { id, name: id, size: values.length, part: `fold=${index + 1}`, overlap: 0.25 },
      }));
    const groups = [...group('a', [0.9, 0.1, 0.5], 100), ...group('b', [0.6, 0.7, 0.8], 100)];
    const ranked = rankGroups(groups, objective, itself);
    expect(ranked.map(({ rank, group: of, values }) => [rank, of?.id, values])).toEqual([
      [1, 'b', [expect.closeTo(0.7, 12), 100]],
      [2, 'a', [0.5, 100]],
    ]);
    expect(ranked[0]).toMatchObject({ spread: expect.closeTo(0.1, 12), interval: expect.anything() });
    expect(selectionOptimism(ranked, objective, itself)).toBeUndefined();
  });
});
