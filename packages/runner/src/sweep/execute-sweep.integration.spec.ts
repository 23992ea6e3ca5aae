import { stopMethods, ThawError, type Costs, type JudgedEpoch } from '@thaw/core';
import { DatasetFixture, MemoryStageStore } from '@thaw/execution/fixtures';
import { Trajectory } from '@thaw/execution/stages';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EpochLoss } from './stored-course.fixture.js';
import {
  epochsPath,
  learning,
  proposing,
  rateOf,
  ratePath,
  sweepInMemory,
  type Rule,
} from './sweep-in-memory.fixture.js';

let dataset: DatasetFixture;
beforeEach(async () => {
  dataset = await DatasetFixture.ofTwoClasses(4);
});
afterEach(() => dataset.remove());

const sweep = (options: Omit<Parameters<typeof sweepInMemory>[0], 'dataset'>) =>
  sweepInMemory({ dataset, ...options });

/** Stops runs by themselves. */
const stoppingBy =
  (isOver: (epoch: JudgedEpoch) => boolean): Rule =>
  () => ({ rule: { judge: (_, epoch) => (isOver(epoch) ? 'stop' : 'go-on') } });
const whereBad = stoppingBy(({ value }) => value !== undefined && value > 9);

/** Bad from the second epoch of fine-tuning on with this rate. */
const lossOf: EpochLoss = ({ stage }, epoch) =>
  stage.phaseIndex === 1 && stage.phase.learningRate === 1e-2 && epoch >= 2 ? 10 : 1;

it('a run that is stopped has its training broken off, and a later sweep does not go on with it', async () => {
  const store = new MemoryStageStore();
  const points = [1e-2, 1e-3].map((rate) => ({ [ratePath]: rate, [epochsPath]: 6 }));
  const options = { store, search: proposing(points), stopping: whereBad, lossOf };
  const { outcome, ended, runs, plan, launcher, journalFile } = await sweep(options);
  const { trained } = launcher;
  expect([outcome, ...ended]).toEqual(['finished', 'stopped', 'finished']);
  // Two epochs of the head, which both share, then two and six of fine-tuning.
  expect(trained).toHaveLength(2 + 2 + 6);
  expect(runs.map(({ status, metrics }) => [status, metrics['val_loss']])).toEqual([
    ['stopped', 10],
    ['finished', 1],
  ]);
  const broken = plan.stages.find(({ kind, key }) => kind === 'train' && trained.indexOf(key) === 2)!;
  expect((await Trajectory.open(store, broken)).hasState(2)).toBe(true);

  const journal = () => readFileSync(journalFile, 'utf8');
  const before = journal();
  const again = await sweep(options);
  expect([again.outcome, ...again.ended]).toEqual(['finished', 'stopped', 'finished']);
  expect(again.launcher.trained).toEqual([]);
  const stopped = runs.find(({ status }) => status === 'stopped')!.id;
  expect(journal().slice(before.length)).not.toContain(`"run":"${stopped}"`);
});

it('a run that is promoted goes on from its checkpoint, and has ended once', async () => {
  const points = [1e-5, 1e-4, 1e-2, 1e-3].map((rate) => rateOf(rate, 2));
  const halving: Rule = () => ({
    rule: stopMethods.successiveHalving.create({ after: 1, factor: 2 }),
    phase: 'tune',
  });
  const lossOf: EpochLoss = ({ stage }, epoch) => 1 / epoch + stage.phase.learningRate;
  const store = new MemoryStageStore();
  const options = { store, search: proposing(points), stopping: halving, lossOf };
  const first = await sweep(options);
  expect(first.result.runs.map(({ status }) => status)).toEqual([
    'finished',
    'finished',
    'stopped',
    'stopped',
  ]);
  expect(first.runs.map(({ status }) => status).toSorted()).toEqual([
    ...['finished', 'finished', 'stopped', 'stopped'],
  ]);
  const { events, launcher } = first;
  expect(events.at(-1)).toMatchObject({ runs: { finished: 2, stopped: 2, failed: 0, interrupted: 0 } });
  // No epoch twice: those of the head, and of each run as far as it came.
  expect(launcher.trained).toHaveLength(2 + 2 + 2 + 1 + 1);
  const again = await sweep(options);
  expect(again.ended).toEqual(first.ended);
  expect(again.launcher.trained).toEqual([]);
});

it('goes on with the trajectory of a run that is stopped as far as another run reads it', async () => {
  const points = [6, 4].map((epochs) => ({ [ratePath]: 1e-2, [epochsPath]: epochs }));
  /** Stops whoever reads all six. */
  const stopping = stoppingBy(({ step, of }) => of === 2 + 6 && step === 4);
  for (const places of [1, 2]) {
    const { ended, launcher } = await sweep({
      ...{ store: new MemoryStageStore(), search: proposing(points), stopping, lossOf, places },
    });
    expect(ended).toEqual(['stopped', 'finished']);
    expect(launcher.trained).toHaveLength(2 + 4);
  }
});

it('a run is stopped in time where it follows the trajectory of one that was stopped before', async () => {
  const points = [6, 8].map((epochs) => ({ [ratePath]: 1e-2, [epochsPath]: epochs }));
  /** The first in the second epoch of fine-tuning, the other in the third. */
  const stopping = stoppingBy(({ step, of }) => step >= (of === 2 + 6 ? 4 : 5));
  for (const places of [1, 2]) {
    const { ended, launcher } = await sweep({
      ...{ store: new MemoryStageStore(), search: proposing(points), stopping, lossOf, places },
    });
    expect(ended).toEqual(['stopped', 'stopped']);
    expect(launcher.trained).toHaveLength(2 + 3);
  }
});

it('what a search proposes and nobody can do fails with its reason, and the sweep goes on', async () => {
  const told: (Costs | undefined)[] = [];
  const { outcome, ended, runs, events, launcher, result } = await sweep({
    store: new MemoryStageStore(),
    search: learning([rateOf(-1), rateOf(1e-3, 6), rateOf(1e-3)], told),
    lossOf,
    admit({ plan }) {
      if (plan.runs.some(({ run }) => run.parameters[epochsPath] === 6))
        throw new ThawError({ code: 'THAW-RUN-TOO-LARGE-FOR-MEMORY', message: 'no room' });
    },
  });
  expect([outcome, ...ended]).toEqual(['failed', 'failed', 'failed', 'finished']);
  expect(told).toEqual([undefined, undefined, 1]);
  expect(runs.map(({ status, reason }) => [status, reason?.split('\n')[0]])).toEqual([
    ['failed', expect.stringContaining('learningRate is too small')],
    ['failed', expect.stringContaining('no room')],
    ['finished', undefined],
  ]);
  // Of the first no run could be made, the second is in the plan.
  const said = result.runs.map(({ status, parameters, config }) => [
    status,
    parameters,
    config?.phases.length,
  ]);
  expect(said).toEqual([
    ['finished', rateOf(1e-3), 2],
    ['failed', rateOf(-1), undefined],
    ['failed', rateOf(1e-3, 6), 2],
  ]);
  expect(result.best).toBe(result.runs[0]);
  // As far as the run reads that was let in.
  expect(launcher.trained).toHaveLength(2 + 2);
  // Fine-tuning and evaluation: the first run that the spec comes to needs the rest, and one that was refused nothing.
  expect(events.flatMap((event) => (event.type === 'run-added' ? event.stages : []))).toEqual([2]);
});

it('a sweep with a budget ends once its target is reached, and begins again what its journal says it had begun', async () => {
  const store = new MemoryStageStore();
  const points = [1e-2, 1e-3, 1e-4].map((rate) => ({ [ratePath]: rate, [epochsPath]: 6 }));
  const options = { store, search: proposing(points), lossOf };
  const reached = await sweep({ ...options, budget: { target: 1 } });
  expect(reached.ended).toEqual(['finished', 'finished']);
  expect(reached.events.findLast(({ type }) => type === 'budget-left')).toEqual({
    ...{ type: 'budget-left', runs: 8, target: 0 },
  });
  expect(reached.events.at(-1)).toMatchObject({ endedBy: 'target', left: { runs: 8, target: 0 } });
  expect(reached.spent.turns).toBe(2);

  // Less than is spent by now.
  const again = await sweep({ ...options, budget: { hours: reached.spent.seconds / 7200 } });
  expect([again.ended, again.launcher.trained]).toEqual([['finished', 'finished'], []]);
  expect(again.events.at(-1)).toMatchObject({ endedBy: 'hours', left: { runs: 8, hours: 0 } });
  expect(again.spent.turns).toBe(2);
  // The third was planned, and is not told of.
  expect(again.plan.runs).toHaveLength(3);
  const toldOf = (type: 'run-added' | 'run-started') =>
    again.events.flatMap((event) => (event.type === type ? [event.run] : []));
  expect(toldOf('run-added')).toEqual(toldOf('run-started').slice(1));

  const more = await sweep({ ...options, budget: { hours: 1 } });
  expect([more.ended.length, more.spent.turns]).toEqual([3, 3]);
  expect(more.events.at(-1)).toMatchObject({ left: { runs: 0 } });
});

describe('a sweep that cannot go on', () => {
  /** Pauses as a training does, so that others come to their turn. */
  const pausing =
    (then: (task: Parameters<EpochLoss>[0], epoch: number) => void): EpochLoss =>
    (task, epoch) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      then(task, epoch);
      return 1;
    };

  it('breaks a training off, the epochs of which cannot be recorded, and says why', async () => {
    let epochs = 0;
    const lossOf = pausing(({ stage }, epoch) => {
      if (stage.phaseIndex === 0) return;
      epochs++;
      // A single one may fall into a write, which covers it.
      if (epoch > 20) return;
      const folder = join(dataset.folder, 'store', 'journals');
      const file = readdirSync(folder).find((name) => name.endsWith('.ndjson'))!;
      appendFileSync(join(folder, file), 'x');
    });
    const options = { store: new MemoryStageStore(), search: proposing([rateOf(1e-3, 200)]), lossOf };
    await expect(sweep(options)).rejects.toMatchObject({
      problems: [{ code: 'THAW-TRACKING-JOURNAL-TAKEN' }],
    });
    expect(epochs).toBeLessThan(200);
  });

  it.each(['tell', 'judge'] as const)('breaks off all that is under way where %s fails', async (name) => {
    let epochs = 0;
    const broken = () => {
      if (name === 'tell' || epochs > 2) throw new Error('the search is broken');
      return 'go-on' as const;
    };
    const options = {
      ...{ store: new MemoryStageStore(), places: 2 },
      search: () => ({
        ...proposing([rateOf(1e-3, 2), rateOf(1e-4, 200)])(),
        ...(name === 'tell' && { tell: broken }),
      }),
      ...(name === 'judge' && { stopping: () => ({ rule: { judge: broken } }) }),
      lossOf: pausing(({ stage }) => void (epochs += stage.phase.learningRate === 1e-4 ? 1 : 0)),
    };
    await expect(sweep(options)).rejects.toThrow('the search is broken');
    expect(epochs).toBeLessThan(200);
  });
});

it('a search is told of what runs came to before that are not tried again', async () => {
  const store = new MemoryStageStore();
  const points = [rateOf(1e-2, 6), rateOf(1e-4)];
  let isBroken = true;
  const options = {
    store,
    lossOf({ stage }: Parameters<EpochLoss>[0]) {
      if (isBroken && stage.phase.learningRate === 1e-4) throw new Error('no memory');
      return 1;
    },
  };
  const first = await sweep({ ...options, search: learning(points) });
  expect(first.ended).toEqual(['finished', 'failed']);
  expect(first.events[0]).toMatchObject({ type: 'sweep-started', runsToCome: 9 });
  const retry = async () => {
    const told: (Costs | undefined)[] = [];
    return { told, ...(await sweep({ ...options, search: learning(points, told), retryFailed: true })) };
  };
  await dataset.images('a/9.png');
  // It is another run by now, and its number one of other images.
  const changed = await retry();
  expect([changed.ended, changed.told]).toEqual([['failed'], [undefined, undefined]]);
  isBroken = false;
  await rm(join(dataset.root, 'a/9.png'));
  const again = await retry();
  expect([again.ended, again.told]).toEqual([['finished'], [1, 1]]);
  expect(again.events[0]).toMatchObject({ type: 'sweep-started', runsToCome: 1 });
});

it('a rule judges what is stored of runs that are not tried again', async () => {
  const points = [rateOf(1e-2, 6), rateOf(1e-3, 6), rateOf(1e-4, 6)];
  let isBroken = true;
  const options = {
    store: new MemoryStageStore(),
    stopping: whereBad,
    lossOf(task: Parameters<EpochLoss>[0], epoch: number) {
      if (isBroken && task.stage.phase.learningRate === 1e-4) throw new Error('no memory');
      return lossOf(task, epoch);
    },
  };
  const first = await sweep({ ...options, search: learning(points) });
  expect(first.ended).toEqual(['stopped', 'finished', 'failed']);
  isBroken = false;
  const again = await sweep({ ...options, search: learning(points), retryFailed: true });
  expect(again.ended).toEqual(['stopped', 'finished', 'finished']);
  expect(again.launcher.trained).toHaveLength(6);
});

it('replaces what is stored once, however many runs join the sweep', async () => {
  const store = new MemoryStageStore();
  const search = learning([rateOf(1e-3, 2), rateOf(1e-3, 4), rateOf(1e-4, 2)]);
  await sweep({ store, search, lossOf });
  const { launcher, ended } = await sweep({ store, search, lossOf, recompute: ['features'] });
  expect(ended).toEqual(['finished', 'finished', 'finished']);
  const replaced = launcher.tasks.flatMap((task) => task.replaced ?? []);
  expect(new Set(replaced).size).toBe(replaced.length);
  // The head, a trajectory that is followed further by the second run, and that of the third.
  expect(launcher.trained).toHaveLength(2 + 4 + 2);
  expect(launcher.tasks.filter(({ kind }) => kind === 'features')).toHaveLength(1);
});
