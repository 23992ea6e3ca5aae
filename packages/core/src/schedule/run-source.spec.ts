import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import type { Plan } from '../plan/plan.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import { ThawError } from '../errors/problem.js';
import type { RankedBy } from '../ranking/run-order.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import { listedSearch, type ParameterValues, type Search } from '../sweep/search.js';
import { carryOut, runsBy, type CarryOutOptions, type RunAt } from './carry-out.fixture.js';
import type { RunEnd } from './run-news.js';
import { searchedRuns } from './run-source.js';

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
      tell: (_, value) => told.push(Number(value)),
    };
  }

  const sourceOf = (search: Search, at: RunAt = runAt) =>
    searchedRuns({ search, runsAt: runsBy(at), objective: { metric: 'val_loss', goal: 'minimize' } });
  const noMemory = new ThawError({ code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY', message: 'no memory' });
  const impossible = (parameters: ParameterValues): ImpossibleRun => ({
    ...{ id: `rate${String(parameters['rate'])}`, name: '', parameters },
    error: new ThawError({ code: 'THAW-SPEC-OUT-OF-RANGE', message: 'no such rate' }),
  });
  /** Points that differ only in how far they follow a trajectory. */
  const length = ({ epochs = 2, ...point }: ParameterValues): Run => ({
    ...runAt({ ...point, epochs }),
    id: `epochs${String(epochs)}`,
  });
  /** Plans what is proposed, and tells what came of it. */
  function follow(search: Search, options: Partial<CarryOutOptions> = {}) {
    const plan = emptyPlan();
    for (const point of search.certain()) plan.add(runAt(point));
    const { told, tasks } = carryOut(plan, {
      source: sourceOf(search),
      metricsOf: ({ config }) => ({ val_loss: lossOf(config.phases[1]!.learningRate) }),
      ...options,
    });
    return { ends: told.filter((each) => /finished|failed/.test(each)), tasks, plan };
  }

  it('is asked again once it has been told, and its runs join the plan', () => {
    const { ends, plan } = follow(descent(1e-2));
    expect(ends).toEqual(
      ['rate0.01', 'rate0.001', 'rate0.0001', 'rate0.00001'].map((id) => `${id} finished`),
    );
    expect(plan.runs).toHaveLength(4);
    // The first phase is the same for all.
    expect(plan.stages.filter(({ kind }) => kind === 'train')).toHaveLength(5);
  });

  it('is told of an objective that shall be large with its sign turned, and of nothing where a run failed', () => {
    const told: unknown[] = [];
    const search = {
      ...listedSearch([{ rate: 1e-3 }, { rate: 1e-4 }]),
      tell: (...args: unknown[]) => told.push(args[1]),
    };
    const source = searchedRuns({
      search,
      runsAt: runsBy(runAt),
      objective: { metric: 'val_accuracy', goal: 'maximize' },
    });
    const ends: RunEnd[] = [{ status: 'finished' }, { status: 'failed', error: new Error('no memory') }];
    for (const end of ends) source.tell(source.next() as Run, end, { val_accuracy: 0.75 });
    expect(told).toEqual([-0.75, undefined]);
  });

  it('proposes the same with more places', () => {
    expect(follow(descent(1e-2), { places: 3 }).ends).toEqual(follow(descent(1e-2)).ends);
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

  const isFineTuning = (key: string, plan: Plan) => {
    const stage = plan.stage(key)!;
    return stage.kind === 'train' && stage.phaseIndex === 1;
  };

  it('has a point fail of which no run can be made, and is asked for another', () => {
    const told: unknown[] = [];
    const points: ParameterValues[] = [{ rate: 1e-3 }, { rate: 0 }, { rate: 1e-4 }];
    const search = {
      ...listedSearch(points),
      certain: () => [],
      tell: (...args: unknown[]) => told.push(args[1]),
    };
    const at = (point: ParameterValues) => (point['rate'] === 0 ? impossible(point) : runAt(point));
    const { told: news } = carryOut(emptyPlan(), { source: sourceOf(search, at) });
    expect(news.filter((each) => /finished|refused/.test(each))).toEqual([
      ...['rate0.001 finished', 'rate0 refused', 'rate0.0001 finished'],
    ]);
    expect(told).toHaveLength(3);
    expect(told[1]).toBeUndefined();
  });

  it('has a point fail once of which no run can be made, however often it is proposed', () => {
    const told: unknown[] = [];
    const points: ParameterValues[] = [{ rate: 0 }, { rate: 0, note: 'again' }, { rate: 1e-4 }];
    const search = { ...listedSearch(points), tell: (...args: unknown[]) => told.push(args) };
    const source = sourceOf(search, (point) => (point['rate'] === 0 ? impossible(point) : runAt(point)));
    expect([source.next(), source.next(), source.next()]).toMatchObject([
      ...[{ id: 'rate0' }, { id: 'rate0.0001' }],
      undefined,
    ]);
    expect(told).toEqual([
      [points[0], undefined],
      [points[1], undefined],
    ]);
  });

  it('has a run fail that cannot be done, of which then nothing is computed', () => {
    const told: unknown[] = [];
    const points: ParameterValues[] = [{ rate: 1e-3, epochs: 9 }, { rate: 1e-3 }];
    const search = {
      ...listedSearch(points),
      certain: () => [],
      tell: (...args: unknown[]) => told.push(args[1]),
    };
    const { told: news, tasks } = carryOut(emptyPlan(), {
      source: sourceOf(search, length),
      refusal: ({ id }) => (id === 'epochs9' ? noMemory : undefined),
    });
    expect(news[0]).toBe('epochs9 refused');
    expect(news.at(-1)).toBe('epochs2 finished');
    expect(told).toHaveLength(2);
    // Nor as far as that run would have read it.
    expect(tasks.flatMap(({ task }) => (task.kind === 'train' ? task.stage.readings : []))).toEqual([
      { epochs: 4 },
      { epochs: 2 },
    ]);
  });

  it('is not asked any more when it proposes only what is impossible, and the last refusal says so', () => {
    let asked = 0;
    const search: Search = {
      certain: () => [],
      ask: () => ({ rate: asked++ }),
      tell: () => {},
    };
    const { told, refusals, schedule } = carryOut(emptyPlan(), { source: sourceOf(search, impossible) });
    expect(told).toHaveLength(100);
    expect(refusals.slice(-2).map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      ['THAW-SPEC-OUT-OF-RANGE'],
      ['THAW-SPEC-OUT-OF-RANGE', 'THAW-SWEEP-NONE-POSSIBLE'],
    ]);
    expect(asked).toBe(100);
    expect(schedule.next()).toEqual({ type: 'done' });
  });

  it('is told of what runs that are not to be executed have come to before', () => {
    const told: unknown[] = [];
    const points: ParameterValues[] = [{ rate: 1e-3 }, { rate: 1e-4 }, { rate: 1e-5 }];
    const search = { ...listedSearch(points), tell: (...args: unknown[]) => told.push(args[1]) };
    const before: Readonly<Record<string, RankedBy>> = {
      'rate0.001': { status: 'finished', metrics: { val_loss: 0.25 } },
      'rate0.0001': { status: 'interrupted', metrics: { val_loss: 0.5 } },
    };
    const source = searchedRuns({
      ...{ search, runsAt: runsBy(runAt), objective: { metric: 'val_loss', goal: 'minimize' } },
      endedBefore: ({ id }) => before[id],
    });
    expect(source.coming().map(({ id }) => id)).toEqual(['rate0.00001']);
    expect(source.next()).toMatchObject({ id: 'rate0.00001' });
    expect(told).toEqual([0.25, undefined]);
  });

  it('is asked no more for points of which there is nothing to execute, if it would have no end', () => {
    let asked = 0;
    const endless = (pointAt: (index: number) => ParameterValues): Search => ({
      certain: () => [],
      ask: () => pointAt(asked++),
      tell: () => {},
    });
    const source = (search: Search, before: (id: string) => RankedBy | undefined) =>
      searchedRuns({
        ...{ search, runsAt: runsBy(runAt), objective: { metric: 'val_loss', goal: 'minimize' } },
        endedBefore: ({ id }) => before(id),
      });
    const others = source(
      endless((index) => ({ rate: index })),
      (id) => ({ status: 'never run', metrics: id === 'rate9' ? { val_loss: 1 } : {} }),
    );
    expect([others.next(), others.next()]).toEqual([undefined, undefined]);
    expect(asked).toBe(10_000);

    const same = source(
      endless(() => ({ rate: 1e-3 })),
      () => undefined,
    );
    expect(same.next()).toMatchObject({ id: 'rate0.001' });
    expect(same.next()).toBeUndefined();

    // What it learns of runs that ended before does not end it, however many they are.
    const failed = source(
      endless((index) => ({ rate: index })),
      (id) => (id === 'rate30000' ? undefined : { status: 'finished', metrics: { val_loss: 1 } }),
    );
    asked = 0;
    expect(failed.next()).toMatchObject({ id: 'rate30000' });
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
    const plan = emptyPlan();
    const { begun } = carryOut(plan, {
      source: sourceOf(search, length),
      places: 2,
      storedOf: ({ stages }, { stored }) =>
        stages.filter((key) => stored.has(key) && !isFineTuning(key, plan)),
      endNext(underWay) {
        // While the first run is being evaluated, the other one is proposed.
        const isFirst = !isEvaluated && underWay.some(({ task }) => task.kind === 'evaluate');
        isEvaluated ||= isFirst;
        return isFirst ? undefined : underWay[0];
      },
    });
    expect(begun.filter((each) => each.startsWith('epochs2'))).toEqual(
      ['dataset', 'features+features', 'train', 'train', 'evaluate'].map((kind) => `epochs2 ${kind}`),
    );
    expect(begun.filter((each) => each.startsWith('epochs5'))).toEqual(['epochs5 train', 'epochs5 evaluate']);
  });

  it('has more of a trajectory computed that a later run follows further', () => {
    const search = { ...listedSearch([{ rate: 1e-3 }, { rate: 1e-3, epochs: 5 }]), certain: () => [] };
    const { tasks } = carryOut(emptyPlan(), { source: sourceOf(search, length), places: 2 });
    const trained = tasks.flatMap(({ task }) =>
      task.kind === 'train' && task.stage.phaseIndex === 1
        ? Math.max(...task.stage.readings.map(({ epochs }) => epochs))
        : [],
    );
    expect(trained.at(-1)).toBe(5);
  });
});
