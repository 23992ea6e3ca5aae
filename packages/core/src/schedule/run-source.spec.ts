import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { Run } from '../sweep/run.js';
import { listedSearch, type ParameterValues, type Search } from '../sweep/search.js';
import type { RunEnd, RunNews } from './run-news.js';
import { searchedRuns } from './run-source.js';
import { SweepSchedule, type Assignment, type TaskResult } from './sweep-schedule.js';

const computed: TaskResult = { status: 'computed', seconds: 1 };
const emptyPlan = () =>
  planSweep({ runs: [], backbones, datasetOf: () => facts, weightsOf: () => 'imagenet' });

describe('a search that learns', () => {
  /** The objective's values that runs come to, by the rate that they fine-tune with. */
  const lossOf = (rate: number) => Math.abs(Math.log10(rate) + 4);
  const runAt = ({ rate, epochs = 2 }: ParameterValues): Run => ({
    id: `rate${String(rate)}`,
    name: '',
    parameters: {},
    config: {
      ...base,
      phases: [extract, { ...fineTune, learningRate: Number(rate), epochs: Number(epochs) }],
    },
  });
  /** Goes down the decades for as long as that helps. */
  function descent(first: number): Search {
    const told: number[] = [];
    let asked = 0;
    return {
      certain: () => (asked === 0 ? [{ rate: first }] : []),
      ask() {
        if (asked > told.length) return 'wait';
        if (told.length > 1 && told.at(-1)! >= told.at(-2)!) return undefined;
        return { rate: Number((first / 10 ** asked++).toPrecision(1)) };
      },
      tell: (_, value) => told.push(value!),
    };
  }

  /** Plans what is proposed, and tells what came of it. */
  function follow(search: Search, places = 1) {
    const sweep = emptyPlan();
    for (const point of search.certain()) sweep.add(runAt(point));
    const source = searchedRuns({ search, runAt, objective: { metric: 'val_loss', goal: 'minimize' } });
    const schedule = new SweepSchedule({ plan: sweep, source, stored: [], places });
    const ends: string[] = [];
    const hear = (news: readonly RunNews[]) => {
      for (const each of news) {
        if (each.type !== 'run-ended') continue;
        const { run } = each.run;
        ends.push(`${run.id} ${each.end.status}`);
        source.tell(run, each.end, { val_loss: lossOf(run.config.phases[1]!.learningRate) });
      }
    };
    const queue: Assignment[] = [];
    for (;;) {
      const step = schedule.next();
      if (step.type === 'done') return { ends, sweep };
      if (step.type === 'plan') schedule.planned(sweep.add(step.run), []);
      if (step.type === 'go') {
        hear(step.news);
        queue.push(...step.tasks);
      }
      const assignment = step.type === 'plan' ? undefined : queue.shift();
      if (assignment) hear(schedule.tell(assignment, computed));
    }
  }

  it('is asked again once it has been told, and its runs join the plan', () => {
    const { ends, sweep } = follow(descent(1e-2));
    expect(ends).toEqual(
      ['rate0.01', 'rate0.001', 'rate0.0001', 'rate0.00001'].map((id) => `${id} finished`),
    );
    expect(sweep.runs).toHaveLength(4);
    // The first phase is the same for all.
    expect(sweep.stages.filter(({ kind }) => kind === 'train')).toHaveLength(5);
  });

  it('is told of an objective that shall be large with its sign turned, and of nothing where a run failed', () => {
    const told: unknown[] = [];
    const search = {
      ...listedSearch([{ rate: 1e-3 }, { rate: 1e-4 }]),
      tell: (...args: unknown[]) => told.push(args[1]),
    };
    const source = searchedRuns({ search, runAt, objective: { metric: 'val_accuracy', goal: 'maximize' } });
    const ends: RunEnd[] = [{ status: 'finished' }, { status: 'failed', error: new Error('no memory') }];
    for (const end of ends) source.tell(source.next() as Run, end, { val_accuracy: 0.75 });
    expect(told).toEqual([-0.75, undefined]);
  });

  it('proposes the same with more places', () => {
    expect(follow(descent(1e-2), 3).ends).toEqual(follow(descent(1e-2)).ends);
  });

  it('is told of points that come to the same run, which is done once', () => {
    const told: unknown[] = [];
    const points: ParameterValues[] = [{ rate: 1e-3 }, { rate: 1e-4 }, { rate: 1e-3, note: 'again' }];
    const search = { ...listedSearch(points), tell: (...args: unknown[]) => told.push(args) };
    expect(follow(search).ends).toEqual(['rate0.001 finished', 'rate0.0001 finished']);
    expect(told).toEqual([
      [points[0], 1],
      [points[1], 0],
      [points[2], 1],
    ]);
  });

  it('leaves a run alone that was told of a trajectory which a later run follows further', () => {
    const points: ParameterValues[] = [{ rate: 1e-3 }, { rate: 1e-3, epochs: 5 }];
    let asked = 0;
    let isEvaluated = false;
    const search: Search = {
      certain: () => [],
      ask: () => (asked === 1 && !isEvaluated ? 'wait' : points[asked++]),
      tell: () => {},
    };
    const sweep = emptyPlan();
    const longer = (point: ParameterValues) => ({
      ...runAt(point),
      id: `epochs${String(point['epochs'] ?? 2)}`,
    });
    const source = searchedRuns({
      search,
      runAt: longer,
      objective: { metric: 'val_loss', goal: 'minimize' },
    });
    const schedule = new SweepSchedule({ plan: sweep, source, stored: [], places: 2 });
    const isFineTuning = (key: string) => {
      const stage = sweep.stage(key)!;
      return stage.kind === 'train' && stage.phaseIndex === 1;
    };
    const begun: string[] = [];
    const queue: Assignment[] = [];
    for (let step = schedule.next(); step.type !== 'done'; step = schedule.next()) {
      if (step.type === 'plan') {
        const planned = sweep.add(step.run);
        const isStored = (key: string) => schedule.stored.has(key) && !isFineTuning(key);
        schedule.planned(planned, planned.stages.filter(isStored));
        continue;
      }
      if (step.type === 'go') {
        queue.push(...step.tasks);
        begun.push(...step.tasks.map(({ run, task }) => `${run.run.id} ${task.kind}`));
        // While the first run is being evaluated, the other one is proposed.
        if (!isEvaluated && step.tasks.some(({ task }) => task.kind === 'evaluate')) {
          isEvaluated = true;
          continue;
        }
      }
      const assignment = queue.shift();
      if (assignment) schedule.tell(assignment, computed);
    }
    expect(begun.filter((each) => each.startsWith('epochs2'))).toEqual(
      ['dataset', 'features', 'train', 'train', 'evaluate'].map((kind) => `epochs2 ${kind}`),
    );
    expect(begun.filter((each) => each.startsWith('epochs5'))).toEqual(['epochs5 train', 'epochs5 evaluate']);
  });

  it('has more of a trajectory computed that a later run follows further', () => {
    const search = { ...listedSearch([{ rate: 1e-3 }, { rate: 1e-3, epochs: 5 }]), certain: () => [] };
    const sweep = emptyPlan();
    const longer = (point: ParameterValues) => ({ ...runAt(point), id: `epochs${String(point['epochs'])}` });
    const source = searchedRuns({
      search,
      runAt: longer,
      objective: { metric: 'val_loss', goal: 'minimize' },
    });
    const schedule = new SweepSchedule({ plan: sweep, source, stored: [], places: 2 });
    const trained: number[] = [];
    const queue: Assignment[] = [];
    for (let step = schedule.next(); step.type !== 'done'; step = schedule.next()) {
      if (step.type === 'plan') schedule.planned(sweep.add(step.run), []);
      if (step.type === 'go') queue.push(...step.tasks);
      if (step.type === 'plan') continue;
      const assignment = queue.shift();
      if (assignment?.task.kind === 'train' && assignment.task.stage.phaseIndex === 1)
        trained.push(Math.max(...assignment.task.stage.readings.map(({ epochs }) => epochs)));
      if (assignment) schedule.tell(assignment, computed);
    }
    expect(trained.at(-1)).toBe(5);
  });
});
