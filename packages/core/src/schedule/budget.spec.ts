import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { Run } from '../sweep/run.js';
import { listedSearch } from '../sweep/search.js';
import { Budget, type BudgetLimits, type Spent } from './budget.js';
import { carryOut, type CarryOutOptions } from './carry-out.fixture.js';
import { searchedRuns } from './run-source.js';
import { runsWithin } from './runs-within.js';
import { stagesOf } from './task.js';

const runs = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7].map((learningRate, index): Run => ({
  ...{ id: `run${index}`, name: '', parameters: {} },
  config: { ...base, phases: [extract, { ...fineTune, learningRate }] },
}));
const planOf = (all: readonly Run[]) =>
  planSweep({ runs: all, backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });

interface Options extends Partial<CarryOutOptions> {
  readonly limits: BudgetLimits;
  readonly before?: Spent;
  /** What each task takes. Default: what it should. */
  readonly takes?: number;
  readonly all?: readonly Run[];
  readonly goal?: 'maximize' | 'minimize';
}

/** Each stage should take 100 seconds: the first run 600, as it has all that they share, and each other one 200. */
function follow({ limits, before, takes = 100, all = runs, goal = 'minimize', ...more }: Options) {
  const budget = new Budget(limits, goal, before);
  const source = searchedRuns({
    search: listedSearch(all.map(({ id }) => ({ id }))),
    runsAt: ({ id }) => all.filter((run) => run.id === id),
    objective: { metric: 'val_loss', goal },
    budget,
  });
  const { told, tasks, schedule } = carryOut(planOf(all), {
    ...{ source, budget, secondsOf: () => 100 },
    // A pass comes to both cuts at once.
    resultOf: ({ task }) => ({ status: 'computed', seconds: takes * stagesOf(task).length }),
    ...more,
  });
  return { ended: told.filter((each) => each.endsWith(' finished')).length, tasks, schedule, budget, told };
}

describe('a budget of hours', () => {
  it('begins what should end within them, to the second, and says why it ends', () => {
    const withinSeconds = (seconds: number) => {
      const { ended, budget } = follow({ limits: { hours: seconds / 3600 } });
      return [ended, budget.end];
    };
    expect(withinSeconds(599)).toEqual([0, 'hours']);
    expect(withinSeconds(600)).toEqual([1, 'hours']);
    expect(withinSeconds(799)).toEqual([1, 'hours']);
    expect(withinSeconds(800)).toEqual([2, 'hours']);
    expect(withinSeconds(1400)).toEqual([5, undefined]);
  });

  it('counts what tasks took, not what they should have, and lets end what has begun', () => {
    const { ended, budget } = follow({ limits: { hours: 1000 / 3600 }, takes: 200 });
    expect([ended, budget.end, budget.left]).toEqual([1, 'hours', { hours: 0 }]);
  });

  it('does not count what another process has computed meanwhile, nor what is stored', () => {
    const limits = { hours: 600 / 3600 };
    const reused = follow({ limits, resultOf: () => ({ status: 'reused', seconds: 1000 }) });
    expect([reused.ended, reused.budget.left]).toEqual([5, limits]);
    const stored = planOf(runs).stages.map(({ key }) => key);
    expect(follow({ limits, stored }).ended).toBe(5);
  });

  it('begins what is stored also where its hours are spent', () => {
    const stored = planOf(runs.slice(0, 3)).stages.map(({ key }) => key);
    const { ended, tasks, budget } = follow({
      ...{ limits: { hours: 1000 / 3600 }, stored },
      before: { seconds: 2000, turns: 1 },
    });
    expect([ended, tasks.length, budget.end]).toEqual([3, 0, 'hours']);
  });

  it('begins again whatever it had begun, and goes on where it would have', () => {
    const limits = { hours: 1000 / 3600 };
    const whole = follow({ limits });
    expect(whole.ended).toBe(3);
    for (let killed = 1; killed < whole.tasks.length; killed++) {
      const done = whole.tasks.slice(0, killed);
      const stages = done.flatMap(({ task }) => stagesOf(task));
      const begun = new Set(done.map(({ run }) => run.run.id)).size;
      const resumed = follow({
        ...{ limits, stored: stages.map(({ key }) => key) },
        before: { seconds: 100 * stages.length, turns: begun },
      });
      expect([resumed.ended, resumed.budget.end, resumed.budget.left]).toEqual([
        ...[whole.ended, 'hours', whole.budget.left],
      ]);
    }
    const again = follow({
      ...{ limits, stored: planOf(runs.slice(0, 3)).stages.map(({ key }) => key) },
      before: { seconds: 1000, turns: 3 },
    });
    expect([again.ended, again.tasks.length]).toEqual([3, 0]);
  });

  it('weighs a configuration with all its runs, and begins all of them or none', () => {
    const group = { name: '', size: 3, part: '', overlap: 0 };
    const rates = ['0.001', '0.0001'];
    const all = rates.flatMap((id) =>
      [1, 2, 3].map((seed): Run => ({
        ...{ id: `${id} ${seed}`, name: '', parameters: {}, group: { ...group, id } },
        config: { ...base, seed, phases: [{ ...extract, learningRate: Number(id) }] },
      })),
    );
    const within = (seconds: number) => {
      const budget = new Budget({ hours: seconds / 3600 });
      const source = searchedRuns({
        ...{ search: listedSearch(rates.map((id) => ({ id }))), budget },
        runsAt: ({ id }) => all.filter((run) => run.group!.id === id),
        objective: { metric: 'val_loss', goal: 'minimize' },
      });
      const { told } = carryOut(planOf(all), {
        ...{ source, budget, secondsOf: () => 100 },
        resultOf: () => ({ status: 'computed', seconds: 100 }),
      });
      return told.filter((each) => each.endsWith(' finished')).length;
    };
    // Index, features, and three times training and evaluation; then three times these.
    expect([799, 800].map(within)).toEqual([0, 3]);
  });

  it('is what a plan expects of it', () => {
    const plan = planOf(runs);
    const within = (
      seconds: number,
      spent: Spent = { seconds: 0, turns: 0 },
      stored: readonly string[] = [],
    ) =>
      runsWithin({
        ...{ plan, secondsOf: () => 100, spent, limits: { hours: seconds / 3600 } },
        stored: new Set(stored),
      });
    expect([599, 600, 1000, 9000].map((seconds) => within(seconds))).toEqual([0, 1, 3, 5]);
    const first = planOf(runs.slice(0, 1)).stages.map(({ key }) => key);
    expect(within(1000, { seconds: 600, turns: 1 }, first)).toBe(3);
  });
});

describe('a target', () => {
  const rateOf = ({ config }: Run) => config.phases[1]!.learningRate;
  const metricsOf = (run: Run) => ({ val_loss: rateOf(run) });

  it('ends the sweep with the run that reaches it, and says what is lacking before', () => {
    const { ended, budget } = follow({ limits: { target: 1e-5 }, metricsOf });
    expect([ended, budget.end, budget.left]).toEqual([3, 'target', { target: 0 }]);
    const missed = follow({ limits: { target: 1e-8 }, metricsOf });
    expect([missed.ended, missed.budget.end, missed.budget.left.target]).toEqual([
      ...[5, undefined, expect.closeTo(9e-8, 12)],
    ]);
  });

  it('is to be exceeded where more is better', () => {
    const more = { metricsOf: (run: Run) => ({ val_loss: 1 - rateOf(run) }), goal: 'maximize' } as const;
    expect(follow({ limits: { target: 0.9995 }, ...more }).ended).toBe(2);
    expect(follow({ limits: { target: 0.9 }, ...more }).ended).toBe(1);
  });

  it('is not reached by a run that came to no number', () => {
    expect(follow({ limits: { target: 0.5 }, metricsOf: () => ({ val_loss: NaN }) }).ended).toBe(5);
  });
});
