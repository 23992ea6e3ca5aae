import type { ParameterValues, Search } from '@thaw/core';
import { DatasetFixture, MemoryStageStore } from '@thaw/execution/fixtures';
import { Trajectory } from '@thaw/execution/stages';
import { FeatureCache } from '@thaw/execution/store';
import { journalPath, readSweep } from '@thaw/tracker';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { executeSweep } from './execute-sweep.js';
import { openTracking } from './open-tracking.js';
import { prepareSweep } from './prepare-sweep.js';
import { readSweepBefore } from './runs-before.js';
import { CourseLauncher, type EpochLoss } from './stored-course.fixture.js';

let dataset: DatasetFixture;
beforeEach(async () => {
  dataset = await DatasetFixture.create();
  for (const name of ['a', 'b'])
    await dataset.images(...Array.from({ length: 4 }, (_, index) => `${name}/${index}.png`));
});
afterEach(() => dataset.remove());

const epochsPath = 'phases.tune.epochs';
const ratePath = 'phases.tune.optimizer.learningRate';

const spec = {
  name: 'stopping',
  data: { root: 'images', split: { validation: 0.25 } },
  backbone: { name: 'mobilenetv2' as const, weights: 'random' as const, imageSize: 32 },
  phases: [
    { name: 'head', epochs: 2 },
    { name: 'tune', trainable: { last: 1 }, epochs: 6 },
  ],
  sweep: {
    objective: { metric: 'val_loss' as const },
    parameters: { [epochsPath]: [6], [ratePath]: [1e-2] },
  },
};

/** Executes what a search proposes, in a store in memory, with a journal on the disk. */
async function sweep(search: () => Search, store: MemoryStageStore, lossOf: EpochLoss, places = 1) {
  const storeFolder = join(dataset.folder, 'store');
  const journals = join(storeFolder, 'journals');
  const events: SweepEvent[] = [];
  const prepared = await prepareSweep({
    ...{ spec, cwd: dataset.folder, env: {}, overrides: [], store, storeFolder },
    weightsPlaces: { cacheFolder: join(dataset.folder, 'cache'), kerasFolder: dataset.folder },
    onProgress() {},
  });
  const loaded = { ...prepared.loaded, search };
  const journalFile = journalPath(journals, loaded.sweepId);
  const report = { onNotice() {}, onProgress() {}, signal: new AbortController().signal };
  const tracking = await openTracking({
    ...{ prepared: { ...prepared, loaded }, store, journals, trackingUri: undefined, overrides: [] },
    ...{ expectation: undefined, backend: undefined, replicate: false, onNotice() {} },
    context: { env: {}, workspace: dataset.folder },
    before: await readSweepBefore(journalFile),
  });
  const launcher = new CourseLauncher(store, lossOf, places);
  const outcome = await executeSweep({
    ...{ ...report, store, launcher, tracking: tracking.sweep, workspace: dataset.folder },
    prepared: { ...prepared, loaded },
    onEvent: (event) => events.push(event),
    features: new FeatureCache({ store, limitBytes: undefined }),
    async keepModels() {},
  });
  await tracking.close();
  const { runs } = await readSweep(journalFile);
  const ended = events.filter((event) => event.type === 'run-ended').map(({ status }) => status);
  return { outcome, ended, runs, plan: prepared.plan, trained: launcher.trained };
}

/** Proposes all points at once and stops those whose loss has become bad. */
const judging = (points: readonly ParameterValues[]) => (): Search => {
  let asked = 0;
  return {
    certain: () => [],
    ask: () => points[asked++],
    tell() {},
    judge: (_, { value }) => (value !== undefined && value > 9 ? 'stop' : 'go-on'),
  };
};

/** Bad from the second epoch of fine-tuning on with this rate. */
const lossOf: EpochLoss = ({ stage }, epoch) =>
  stage.phaseIndex === 1 && stage.phase.learningRate === 1e-2 && epoch >= 2 ? 10 : 1;

it('a run that is stopped has its training broken off, and a later sweep does not go on with it', async () => {
  const store = new MemoryStageStore();
  const points = [1e-2, 1e-3].map((rate) => ({ [ratePath]: rate, [epochsPath]: 6 }));
  const { outcome, ended, runs, plan, trained } = await sweep(judging(points), store, lossOf);
  expect([outcome, ...ended]).toEqual(['finished', 'stopped', 'finished']);
  // Two epochs of the head, which both share, then two and six of fine-tuning.
  expect(trained).toHaveLength(2 + 2 + 6);
  expect(runs.map(({ status, metrics }) => [status, metrics['val_loss']])).toEqual([
    ['stopped', 10],
    ['finished', 1],
  ]);
  const broken = plan.stages.find(({ kind, key }) => kind === 'train' && trained.indexOf(key) === 2)!;
  expect((await Trajectory.open(store, broken)).hasState(2)).toBe(true);

  const again = await sweep(judging(points), store, lossOf);
  expect([again.outcome, ...again.ended]).toEqual(['finished', 'stopped', 'finished']);
  expect(again.trained).toEqual([]);
});

it('goes on with the trajectory of a run that is stopped as far as another run reads it', async () => {
  const points = [6, 4].map((epochs) => ({ [ratePath]: 1e-2, [epochsPath]: epochs }));
  /** Stops whoever reads all six. */
  const search = () => ({
    ...judging(points)(),
    judge: (point: ParameterValues, { step }: { step: number }) =>
      point[epochsPath] === 6 && step === 4 ? ('stop' as const) : ('go-on' as const),
  });
  for (const places of [1, 2]) {
    const { ended, trained } = await sweep(search, new MemoryStageStore(), lossOf, places);
    expect(ended).toEqual(['stopped', 'finished']);
    expect(trained).toHaveLength(2 + 4);
  }
});
