import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/random.js';
import { bestGroup, rankGroups, rankRuns } from './rank-runs.js';
import type { Objective, RankedBy } from './run-order.js';
import { selectionOptimism, selectionOptimismOfImages } from './selection-optimism.js';

type Case = RankedBy & { readonly id: string };
const accuracy: Objective = { metric: 'val_accuracy', goal: 'maximize' };
const itself = (run: Case) => run;

/** The runs of a configuration, one for each value: five folds unless there are others. */
const group = (id: string, values: readonly number[], overlap = 0.25): readonly Case[] =>
  values.map((val_accuracy, index) => ({
    id: `${id}${index + 1}`,
    status: 'finished',
    metrics: { val_accuracy },
    group: { id, name: id, size: values.length, part: `fold=${index + 1}`, overlap },
  }));
const single = (id: string, val_accuracy: number, validationImages?: number): Case => ({
  ...{ id, status: 'finished', metrics: { val_accuracy } },
  ...(validationImages !== undefined && { validationImages }),
});
const ranking = (runs: readonly Case[], objective = accuracy) =>
  rankGroups(runs, objective, itself).map(
    ({ group, runs, rank, mayBeBest }) => `${rank ?? '–'}${mayBeBest ? '≈' : ''} ${group?.id ?? runs[0]!.id}`,
  );

describe('groups', () => {
  it('are ranked by the mean of their runs, which stand together', () => {
    const runs = [...group('a', [0.9, 0.5, 0.7]), ...group('b', [0.8, 0.8, 0.8]), single('c', 0.75)];
    expect(ranking(runs).map((line) => line.slice(-1))).toEqual(['b', 'c', 'a']);
    expect(rankRuns(runs, accuracy, itself).map(({ run, rank, value }) => [run.id, rank, value])).toEqual([
      ['b1', 1, 0.8],
      ['b2', 1, 0.8],
      ['b3', 1, 0.8],
      ['c', 2, 0.75],
      ['a1', 3, 0.9],
      ['a2', 3, 0.5],
      ['a3', 3, 0.7],
    ]);
  });

  it('have a mean, a spread and an interval that knows of what they train on in common', () => {
    const values = [0.81, 0.84, 0.79, 0.86, 0.83];
    const [folds] = rankGroups(group('a', values), accuracy, itself);
    expect(folds).toMatchObject({ value: expect.closeTo(0.826, 12), spread: expect.closeTo(0.027019, 6) });
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const [seeds] = rankGroups(group('a', values, 0), accuracy, itself);
    // √(1/5 + 1/4) against √(1/5).
    expect(width(folds!.interval!) / width(seeds!.interval!)).toBeCloseTo(1.5, 12);
  });

  it('come last where a run of them has failed or is missing, however good the others are', () => {
    const [first, ...others] = group('a', [0.9, 0.9, 0.9]);
    const failed = { ...first!, status: 'failed', metrics: {} };
    const worse = group('b', [0.1, 0.2, 0.1]);
    expect(ranking([failed, ...others, ...worse])).toEqual(['1≈ b', '– a']);
    expect(ranking([...others, ...worse])).toEqual(['1≈ b', '– a']);
  });

  it('are told from the best by pairs: what a fold does to all of them is no difference', () => {
    const hard = [0.5, 0.6, 0.7, 0.8, 0.9];
    const better = hard.map((value, index) => value + 0.05 + index / 1000);
    expect(ranking([...group('a', hard), ...group('b', better)])).toEqual(['1≈ b', '2 a']);
    const shuffled = [0.9, 0.5, 0.8, 0.6, 0.7];
    expect(ranking([...group('a', shuffled), ...group('b', better)])).toEqual(['1≈ b', '2≈ a']);
  });

  it('have to be farther off where more of them are tried', () => {
    const best = group('best', [0.9, 0.91, 0.92, 0.9, 0.93]);
    const near = group('near', [0.88, 0.895, 0.91, 0.87, 0.92]);
    expect(ranking([...best, ...near])).toEqual(['1≈ best', '2 near']);
    const others = Array.from({ length: 30 }, (_, index) =>
      group(`x${index}`, [0.1, 0.2, 0.3, 0.1, 0.2]),
    ).flat();
    expect(ranking([...best, ...near, ...others]).slice(0, 2)).toEqual(['1≈ best', '2≈ near']);
  });

  it('of less is better are told apart the other way round', () => {
    const loss: Objective = { metric: 'val_accuracy', goal: 'minimize' };
    const [low, high] = [group('low', [0.1, 0.12, 0.11]), group('high', [0.5, 0.53, 0.5])];
    expect(ranking([...high, ...low], loss)).toEqual(['1≈ low', '2 high']);
  });
});

describe('single runs', () => {
  it('have the interval of their validation images, where their number is known', () => {
    const [known, unknown] = rankGroups([single('a', 50 / 60, 60), single('b', 0.5)], accuracy, itself);
    expect(known!.interval).toEqual({ low: expect.closeTo(0.7197, 4), high: expect.closeTo(0.9069, 4) });
    expect(unknown!.interval).toBeUndefined();
    expect(known!.spread).toBeUndefined();
  });

  it('are told apart by how many images there are', () => {
    const by = (images: number) => [
      single('a', 0.9, images),
      single('b', 0.85, images),
      single('c', 0.4, images),
    ];
    expect(ranking(by(60))).toEqual(['1≈ a', '2≈ b', '3 c']);
    expect(ranking(by(2000))).toEqual(['1≈ a', '2 b', '3 c']);
  });

  it('are not told apart by what says nothing of how far it is off', () => {
    const loss: Objective = { metric: 'val_loss', goal: 'minimize' };
    const runs = [1, 9].map((val_loss) => ({ ...single(`${val_loss}`, 0, 1000), metrics: { val_loss } }));
    expect(ranking(runs, loss)).toEqual(['1≈ 1', '2≈ 9']);
  });
});

describe('the optimism of a choice', () => {
  /** By numpy, over every resample: `tools/statistics/write-references.py`. */
  const references = JSON.parse(
    readFileSync(new URL('selection.reference.json', import.meta.url), 'utf8'),
  ) as readonly { readonly table: readonly (readonly number[])[]; readonly optimism: number }[];

  it.each(references)('is that of all resamples, as far as some tell', ({ table, optimism }) => {
    const runs = table.flatMap((values, index) => group(`g${index}`, values));
    const found = selectionOptimism(rankGroups(runs, accuracy, itself), accuracy, itself)!;
    expect(found).toMatchObject({ groups: table.length, parts: table[0]!.length, over: 'runs' });
    expect(Math.abs(found.optimism - optimism)).toBeLessThan(0.002);
  });

  it('of single runs is that over their images', () => {
    // Twenty that guess: the best of them is expected 1.87 standard errors of 0.05 above the half that they are.
    const random = seededRandom(['guesses']);
    const guesses = Array.from({ length: 20 }, () =>
      Uint8Array.from({ length: 100 }, () => Number(random() < 0.5)),
    );
    const found = selectionOptimismOfImages(guesses, 'maximize')!;
    expect(found).toMatchObject({ groups: 20, parts: 100, over: 'images' });
    expect(found.optimism).toBeCloseTo(1.87 * 0.05, 1);
    // What all are right and wrong about together is no luck of one of them.
    expect(selectionOptimismOfImages(Array(20).fill(guesses[0]), 'maximize')!.optimism).toBeLessThan(0.005);
    expect(selectionOptimismOfImages([guesses[0]!], 'maximize')).toBeUndefined();
  });

  it('turns round with the goal, and is the same each time', () => {
    const measure = (sign: 1 | -1) => {
      const objective: Objective = { metric: 'val_accuracy', goal: sign === 1 ? 'maximize' : 'minimize' };
      const runs = references[0]!.table.flatMap((values, index) =>
        group(
          `g${index}`,
          values.map((value) => sign * value),
        ),
      );
      return selectionOptimism(rankGroups(runs, objective, itself), objective, itself)!.optimism;
    };
    expect(measure(-1)).toBeCloseTo(-measure(1), 12);
    expect(measure(1)).toBe(measure(1));
  });

  it('is not told of one group, of two runs each, or of single runs', () => {
    const optimism = (runs: readonly Case[]) =>
      selectionOptimism(rankGroups(runs, accuracy, itself), accuracy, itself);
    expect(optimism(group('a', [0.1, 0.2, 0.3]))).toBeUndefined();
    expect(optimism([...group('a', [0.1, 0.2]), ...group('b', [0.1, 0.2])])).toBeUndefined();
    expect(optimism([single('a', 0.5), single('b', 0.6)])).toBeUndefined();
  });
});

describe('the best group', () => {
  const random = seededRandom('best');
  const someValue = () => [NaN, 0.5, 0.6, 0.7, 0.8][Math.floor(random() * 5)]!;
  const several: Objective = { ...accuracy, others: [{ metric: 'parameters', goal: 'minimize' }] };
  const drawn = (index: number): readonly Case[] => {
    const values = Array.from({ length: 1 + Math.floor(random() * 3) }, someValue);
    const isStopped = random() < 0.2;
    return group(`g${index}`, values).map((run) => ({
      ...run,
      status: isStopped ? 'stopped' : run.status,
      metrics: { ...run.metrics, parameters: Math.floor(random() * 3) },
    }));
  };

  it.each([accuracy, several])('is the first of all ranked ones: %j', (objective) => {
    for (let round = 0; round < 100; round++) {
      const runs = Array.from({ length: Math.floor(random() * 6) }, (_, index) => drawn(index)).flat();
      const [first] = rankGroups(runs, objective, itself);
      const { rank, runs: members, value } = first ?? {};
      expect(bestGroup(runs, objective, itself)).toEqual(
        rank === undefined ? undefined : { runs: members, value },
      );
    }
  });
});
