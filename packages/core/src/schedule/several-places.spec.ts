import { describe, expect, it } from 'vitest';
import { base, extract } from '../plan/small-run.fixture.js';
import type { Plan } from '../plan/plan.js';
import { computed, type CarryOutOptions } from './carry-out.fixture.js';
import { carryOutAll as carryOut, listed, plan, rates, runsOf } from './listed-runs.fixture.js';
import { Budget } from './budget.js';
import { makespan } from './makespan.js';

describe('a schedule with several places', () => {
  it('computes the same stages, each once, never more at once than there are places', () => {
    const all = plan(rates(1e-3, 1e-4, 1e-5, 1e-6));
    const sequence = carryOut(all);
    const { begun, told, most } = carryOut(all, { places: 3 });
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(1);
    const kinds = (tasks: readonly string[]) => tasks.map((each) => each.split(' ')[1]).toSorted();
    expect(kinds(begun)).toEqual(kinds(sequence.begun));
    expect(told.filter((each) => each.endsWith('finished'))).toHaveLength(4);
  });

  it('begins no more than it has been narrowed to', () => {
    const all = plan(rates(1e-3, 1e-4, 1e-5, 1e-6));
    const { told, tasks, schedule } = carryOut(all, {
      places: 3,
      resultOf(_, schedule) {
        schedule.narrow(1);
        schedule.narrow(2);
        return computed;
      },
      endNext(underWay) {
        expect(underWay).toHaveLength(1);
        return underWay[0];
      },
    });
    expect(told.filter((each) => each.endsWith('finished'))).toHaveLength(4);
    expect([tasks.length, schedule.next().type]).toEqual([carryOut(all).tasks.length, 'done']);
  });

  it('tells each run of its stages in order, whatever comes first', () => {
    const all = plan(rates(1e-3, 1e-4, 1e-5));
    const { told } = carryOut(all, { places: 2 });
    for (const run of ['run0', 'run1', 'run2'])
      expect(told.filter((each) => each.startsWith(run)).map((each) => each.split(' ')[1])).toEqual([
        'starts',
        ...['dataset', 'features', 'train', 'features', 'train', 'evaluate'],
        'finished',
      ]);
  });
});

describe('where stages take long', () => {
  /** Networks of sizes of their own, and what their features take. */
  const sizes = [32, 36, 40, 44];
  const sweep = () =>
    plan(
      sizes.map((imageSize) => ({ ...base, backbone: { ...base.backbone, imageSize }, phases: [extract] })),
    );
  const seconds = [1, 30, 100, 10];
  const secondsIn = (all: Plan) => (key: string) => {
    const stage = all.stage(key)!;
    return stage.kind === 'features' ? seconds[Number(stage.runs[0]!.at(-1))]! : 1;
  };
  const beginning = (options: Partial<CarryOutOptions>) => {
    const all = sweep();
    const { begun, told } = carryOut(all, { secondsOf: secondsIn(all), ...options });
    return { passes: begun.filter((each) => each.endsWith('features')), told };
  };

  it('begins with the longest way to go, in whatever order the runs are proposed', () => {
    expect(beginning({ places: 2 }).passes).toEqual([2, 1, 3, 0].map((run) => `run${run} features`));
    // Each begins once it has something to do, and not before.
    const started = beginning({ places: 2 }).told.filter((each) => each.endsWith('starts'));
    expect(started).toEqual([2, 1, 3, 0].map((run) => `run${run} starts`));
  });

  it('ends what has begun before others as long begin', () => {
    const many = plan(rates(...Array.from({ length: 12 }, (_, index) => (index + 1) * 1e-4)));
    const { told } = carryOut(many, { places: 2, secondsOf: () => 1 });
    const underWay = told.reduce(
      ({ now, most }, each) => {
        const next = now + (each.endsWith('starts') ? 1 : each.endsWith('finished') ? -1 : 0);
        return { now: next, most: Math.max(most, next) };
      },
      { now: 0, most: 0 },
    );
    expect(underWay.most).toBeLessThanOrEqual(3);
  });

  it('keeps to the order of runs in a sequence, and where they have to fit a budget or are judged', () => {
    const inOrder = [0, 1, 2, 3].map((run) => `run${run} features`);
    expect(beginning({ places: 1 }).passes).toEqual(inOrder);
    const all = sweep();
    const source = listed(runsOf(all));
    const begins = (options: Partial<CarryOutOptions>) => beginning(options).told[0];
    expect(begins({ places: 2, source, budget: new Budget({ hours: 1 }) })).toBe('run0 starts');
    const judging = { ...listed(runsOf(all)), judge: () => 'go-on' as const };
    expect(begins({ places: 2, source: judging })).toBe('run0 starts');
  });

  it('tells first of runs of which nothing is left to do, and of one that cannot be done any more once nothing else can begin', () => {
    const all = sweep();
    const { told } = carryOut(all, { places: 2, secondsOf: secondsIn(all), stored: all.runs[3]!.stages });
    expect(told[0]).toBe('run3 starts');
    const one = plan(rates(1e-3, 1e-4, 1e-5));
    const failed = carryOut(one, {
      places: 2,
      resultOf: ({ task }) =>
        task.kind === 'features' ? { status: 'failed', error: new Error('gone'), seconds: 1 } : computed,
    });
    expect(failed.told.filter((each) => each.endsWith(' failed'))).toHaveLength(6);
    expect(failed.begun).toEqual(['run0 dataset', 'run0 features+features']);
  });

  it('lets a run begin that fits beside what has begun, and counts that', () => {
    const all = sweep();
    const began = (hours: number) =>
      carryOut(all, {
        ...{ places: 2, secondsOf: secondsIn(all), budget: new Budget({ hours }) },
        resultOf: () => ({ status: 'computed', seconds: 0 }),
      }).told.filter((each) => each.endsWith('starts'));
    // The first is to take 4 seconds, the second 32 and the third 102.
    expect(began(40 / 3600)).toEqual(['run0 starts', 'run1 starts']);
    expect(began(35 / 3600)).toEqual(['run0 starts']);
  });
});

describe('how long a sweep should take with several places', () => {
  it('is the sum of its stages in a sequence, and never less than the longest of what comes one after the other', () => {
    const all = plan(rates(1e-3, 1e-4, 1e-5, 1e-6));
    const secondsOf = (key: string) =>
      ({ dataset: 1, features: 5, train: 10, evaluate: 2 })[String(all.stage(key)!.kind)] ?? 0;
    const timeOf = (places: number, stored: readonly string[] = []) =>
      makespan({ plan: all, stored, places, secondsOf });
    const sum = all.stages.reduce((total, { key }) => total + secondsOf(key), 0);
    expect(timeOf(1)).toBe(sum);
    // Index, features of both cuts, the head of all, and then four trainings with an evaluation, two at a time.
    expect(timeOf(2)).toBe(1 + 10 + 10 + 2 * 12);
    expect(timeOf(4)).toBe(1 + 10 + 10 + 12);
    expect(timeOf(9)).toBe(timeOf(4));
    expect(
      timeOf(
        2,
        all.stages.map(({ key }) => key),
      ),
    ).toBe(0);
  });
});
