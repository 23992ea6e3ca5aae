import type {
  BudgetLimits,
  Costs,
  ParameterValues,
  RefusedRun,
  Search,
  Spec,
  StageKind,
  Stopping,
} from '@thaw/core';
import { MemoryStageStore, type DatasetFixture } from '@thaw/execution/fixtures';
import { FeatureCache } from '@thaw/execution/store';
import { journalPath, readSweep } from '@thaw/tracker';
import { join } from 'node:path';
import { sweepResult } from '../api/sweep-result.js';
import type { RunEnded, SweepEvent } from '../events/sweep-event.js';
import { assumedSpeed } from '../init/machine.js';
import { estimateSweep } from './estimate-sweep.js';
import { executeSweep } from './execute-sweep.js';
import { openTracking } from './open-tracking.js';
import { prepareSweep, type SweepPart } from './prepare-sweep.js';
import { readSweepBefore } from './runs-before.js';
import { CourseLauncher, type EpochLoss } from './stored-course.fixture.js';

export const epochsPath = 'phases.tune.epochs';
export const ratePath = 'phases.tune.optimizer.learningRate';

/** Proposes a point once it has been told of the one before. */
export function learning(points: readonly ParameterValues[], told: (Costs | undefined)[] = []): () => Search {
  return () => {
    let asked = 0;
    let answers = 0;
    return {
      certain: () => [],
      ask: () => (asked > answers ? 'wait' : points[asked++]),
      tell(_, value) {
        answers++;
        told.push(value);
      },
    };
  };
}
export const rateOf = (rate: unknown, epochs: unknown = 2) =>
  ({ [ratePath]: rate, [epochsPath]: epochs }) as ParameterValues;

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

/** Proposes all points at once. */
export const proposing = (points: readonly ParameterValues[]) => (): Search => {
  let asked = 0;
  return { certain: () => [], ask: () => points[asked++], tell() {} };
};

/** Which runs are stopped. */
export type Rule = () => Stopping;

interface SweepOptions {
  readonly dataset: DatasetFixture;
  readonly store: MemoryStageStore;
  /** Default: that of the spec. */
  readonly search?: () => Search;
  /** What the spec is besides. */
  readonly also?: Partial<Spec>;
  readonly stopping?: Rule;
  readonly budget?: BudgetLimits;
  readonly lossOf: EpochLoss;
  readonly places?: number;
  readonly admit?: (part: SweepPart, launcher: CourseLauncher) => void;
  readonly retryFailed?: boolean;
  readonly recompute?: readonly StageKind[];
}

const isRunEnd = (event: SweepEvent): event is RunEnded => event.type === 'run-ended';

/** Executes what a search proposes, in a store in memory, with a journal on the disk. */
export async function sweepInMemory({
  dataset,
  store,
  search,
  also,
  lossOf,
  places,
  admit,
  retryFailed = false,
  ...more
}: SweepOptions) {
  const { recompute, stopping = () => undefined, budget = {} } = more;
  const storeFolder = join(dataset.folder, 'store');
  const journals = join(storeFolder, 'journals');
  const events: SweepEvent[] = [];
  const prepared = await prepareSweep({
    ...{ spec: { ...spec, ...also }, cwd: dataset.folder, env: {}, overrides: [], store, storeFolder },
    weightsPlaces: { cacheFolder: join(dataset.folder, 'cache'), kerasFolder: dataset.folder },
    ...(recompute && { recompute }),
    onProgress() {},
  });
  const loaded = { ...prepared.loaded, ...(search && { search, runsToCome: 9 }), stopping, budget };
  const journalFile = journalPath(journals, loaded.sweepId);
  const report = { onNotice() {}, onProgress() {}, signal: new AbortController().signal };
  const before = await readSweepBefore(
    journalFile,
    loaded.runs.map(({ id }) => id),
  );
  const tracking = await openTracking({
    ...{ prepared: { ...prepared, loaded }, store, journals, trackingUri: undefined, overrides: [] },
    ...{ expectation: undefined, backend: undefined, replicate: false, onNotice() {} },
    context: { env: {}, workspace: dataset.folder },
    before,
  });
  const launcher = new CourseLauncher(store, lossOf, places);
  const refused: RefusedRun[] = [];
  const executed = executeSweep({
    ...{ ...report, store, launcher, tracking: tracking.sweep, workspace: dataset.folder },
    prepared: { ...prepared, loaded },
    onEvent: (event) => events.push(event),
    features: new FeatureCache({ store, limitBytes: undefined }),
    admit: async (part) => admit?.(part, launcher),
    onRefused: (run) => refused.push(run),
    estimateOf: () => undefined,
    workers: launcher.capacity,
    ...{ spent: before.spent, weighed: before.weighed },
    weigh: async (part) => estimateSweep(part, { memoryPlace: 'tensorflow', speed: assumedSpeed }),
    ...(retryFailed && { retryFailed: before.runs }),
    async keepModels() {},
  });
  const outcome = await executed.finally(() => tracking.close());
  const { runs, spent } = await readSweep(journalFile);
  const ended = events.filter((event) => event.type === 'run-ended').map(({ status }) => status);
  const result = sweepResult({ loaded, plan: prepared.plan }, outcome, events.filter(isRunEnd), refused);
  return { outcome, ended, events, runs, plan: prepared.plan, launcher, result, journalFile, spent };
}
