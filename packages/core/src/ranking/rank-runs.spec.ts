import { describe, expect, it } from 'vitest';
import { rankRuns } from './rank-runs.js';
import { runOrder, type Objective, type RankedBy } from './run-order.js';

type Case = RankedBy & { readonly id: string };
const accuracy: Objective = { metric: 'val_accuracy', goal: 'maximize' };
const loss: Objective = { metric: 'val_loss', goal: 'minimize' };

const run = (id: string, metrics: RankedBy['metrics'], status = 'finished'): Case => ({
  id,
  status,
  metrics,
});
const ranking = (runs: readonly Case[], objective: Objective) =>
  rankRuns(runs, objective, (each) => each).map(({ run: { id }, rank }) => `${rank ?? '–'} ${id}`);

describe('the ranking', () => {
  it('has the better value first', () => {
    const runs = [0.2, 0.9, 0.5].map((val_accuracy, index) => run('abc'[index]!, { val_accuracy }));
    expect(ranking(runs, accuracy)).toEqual(['1 b', '2 c', '3 a']);
    expect(ranking(runs, { ...accuracy, goal: 'minimize' })).toEqual(['1 a', '2 c', '3 b']);
  });

  it.each([
    ['maximize', { metric: 'val_accuracy', goal: 'maximize' }],
    ['minimize', { metric: 'val_loss', goal: 'minimize' }],
  ] as const)(
    'has what failed last, and before it what is no number, with the goal to %s',
    (_, objective) => {
      const { metric } = objective;
      const runs = [
        run('failed', { [metric]: 0.5 }, 'failed'),
        run('nan', { [metric]: 'NaN' }),
        run('running', { [metric]: 0.4 }, 'running'),
        run('infinite', { [metric]: -Infinity }),
        run('none', {}),
        run('fine', { [metric]: 0.1 }),
      ];
      expect(ranking(runs, objective)).toEqual([
        '1 fine',
        '– nan',
        '– infinite',
        '– none',
        '– failed',
        '– running',
      ]);
    },
  );

  it('has what the sweep formerly had last, however good it was', () => {
    const runs = [
      { ...run('former', { val_accuracy: 0.9 }), isFormer: true },
      run('now', { val_accuracy: 0.1 }),
    ];
    expect(ranking(runs, accuracy)).toEqual(['1 now', '– former']);
  });

  it('tells equal values apart by the other metrics of validation, then of training', () => {
    const base = { val_accuracy: 0.5, val_loss: 1, loss: 1 };
    const runs = [
      run('exploded', { ...base, val_loss: 1.8e32 }),
      run('loss', { ...base, loss: 0.5 }),
      run('nan', { ...base, val_loss: NaN }),
      run('plain', base),
      run('val_loss', { ...base, val_loss: 0.9 }),
    ];
    expect(ranking(runs, accuracy)).toEqual(['1 val_loss', '2 loss', '3 plain', '4 exploded', '5 nan']);
  });

  it('lets test images decide nothing', () => {
    const runs = [run('a', { val_loss: 1, test_loss: 2 }), run('b', { val_loss: 1, test_loss: 1 })];
    expect(ranking(runs, loss)).toEqual(['1 a', '1 b']);
  });

  it('lets runs that nothing tells apart share a rank, in the order of the spec', () => {
    const runs = ['d', 'b', 'c'].map((id) => run(id, { val_loss: 1 }));
    expect(ranking([...runs, run('a', { val_loss: 2 }), run('e', { val_loss: 0 })], loss)).toEqual([
      ...['1 e', '2 d', '2 b', '2 c', '5 a'],
    ]);
  });

  it('takes no metric from what every object has', () => {
    const objective: Objective = { metric: 'constructor', goal: 'maximize' };
    expect(ranking([run('a', {})], objective)).toEqual(['– a']);
  });

  it('is a total order', () => {
    const values = [NaN, -Infinity, Infinity, 0, 1, undefined];
    const runs = ['finished', 'failed'].flatMap((status) =>
      values.flatMap((val_loss) =>
        [0, NaN].map((val_accuracy) => run('', { val_loss, val_accuracy }, status)),
      ),
    );
    const compare = runOrder(loss);
    for (const a of runs) {
      for (const b of runs) {
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
        for (const c of runs)
          if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }
    }
  });
});
