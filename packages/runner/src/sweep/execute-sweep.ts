import {
  keysOf,
  searchedRuns,
  SweepSchedule,
  ThawError,
  totalSeconds,
  type Assignment,
  type PlanEstimate,
  type PlannedRun,
  type Run,
} from '@thaw/core';
import type { FeatureCache } from '@thaw/execution/store';
import { DatasetUse } from './dataset-use.js';
import { featuresToRead } from './features-to-read.js';
import { performTask, type PerformOptions } from './perform-task.js';
import { RunBook } from './run-book.js';
import type { RunsBefore } from './runs-before.js';
import type { SweepOutcome } from '../events/sweep-event.js';
import type { SweepTracking } from './sweep-tracking.js';

export interface ExecuteOptions extends PerformOptions {
  readonly tracking: SweepTracking;
  /** None where nothing is to be computed. */
  readonly estimate?: PlanEstimate;
  readonly features: FeatureCache;
  /** With it, only runs that failed before are executed. */
  readonly retryFailed?: RunsBefore;
  /** Called when the runs have ended, before it is told that the sweep has. */
  readonly keepModels: () => Promise<void>;
}

/** Does what the plan says. A run that fails does not end the sweep. */
export async function executeSweep(options: ExecuteOptions): Promise<SweepOutcome> {
  const { prepared, tracking, onEvent, signal, retryFailed, estimate, keepModels } = options;
  const { loaded, plan, cached } = prepared;
  const startMs = performance.now();
  const isWanted = ({ id }: Run) => !retryFailed || retryFailed.get(id) === 'failed';
  const runs = plan.runs.filter(({ run }) => isWanted(run));
  const needed = new Set(runs.flatMap(({ stages }) => stages));
  const pending = plan.stages.filter(({ key }) => needed.has(key) && !cached.has(key));
  const time = estimate && totalSeconds(pending.map(({ key }) => estimate.stages.get(key)!));
  const expected = time && { expectedSeconds: time.seconds };
  onEvent({
    type: 'sweep-started',
    sweep: loaded.sweepId,
    name: loaded.name,
    runs: runs.length,
    stages: needed.size,
    cached: needed.size - pending.length,
    work: pending.reduce((sum, { work }) => sum + work, 0),
    ...expected,
    ...(time && { expectedSecondsRange: time.secondsRange }),
  });
  await tracking.start(expected?.expectedSeconds);
  const source = searchedRuns({ ...loaded, search: loaded.search(), isWanted });
  const { launcher } = options;
  const schedule = new SweepSchedule({
    plan,
    source,
    stored: cached,
    places: launcher.capacity,
  });
  const datasets = new DatasetUse({
    datasets: prepared.datasets,
    loaded,
    store: options.store,
    onNotice: options.onNotice,
  });
  const book = new RunBook({
    runs,
    usableOf: (run) => datasets.usableOf(run, plan),
    tracking,
    onEvent,
    ...(estimate && { estimate }),
    isStored: (run) => run.stages.every((key) => schedule.stored.has(key)),
    onEnd: ({ run }, ...end) => source.tell(run, ...end),
  });
  await refuseUnusable(schedule, runs, schedule.stored, datasets, options);
  await follow(schedule, book, datasets, options);
  const { counts, computed } = book;
  const status: SweepOutcome = signal.aborted ? 'interrupted' : counts.failed > 0 ? 'failed' : 'finished';
  const seconds = (performance.now() - startMs) / 1000;
  if (status !== 'interrupted') await keepModels();
  await tracking.end(status);
  onEvent({
    type: 'sweep-ended',
    status,
    runs: counts,
    computed,
    reused: needed.size - pending.length,
    seconds,
    ...expected,
  });
  return status;
}

/** Asks of each run whether these features, which are stored, will do for it. */
async function refuseUnusable(
  schedule: SweepSchedule,
  runs: readonly PlannedRun[],
  features: ReadonlySet<string>,
  datasets: DatasetUse,
  { prepared: { plan } }: ExecuteOptions,
): Promise<void> {
  for (const run of runs) {
    const problems = await datasets.problemsOf(run, plan, features);
    if (problems.length > 0) schedule.refuse(run.run.id, new ThawError(problems));
  }
}

/** Has tasks done as the schedule says, until there are no more. */
async function follow(
  schedule: SweepSchedule,
  book: RunBook,
  datasets: DatasetUse,
  options: ExecuteOptions,
): Promise<void> {
  const { prepared, features, signal } = options;
  const underWay = new Set<Promise<void>>();
  const perform = async (assignment: Assignment) => {
    const result = await performTask(assignment, book.tracked(assignment.run), options);
    const { task } = assignment;
    if (task.kind === 'features') {
      datasets.forget(keysOf(task));
      const made = new Set(result.status === 'computed' || result.status === 'reused' ? keysOf(task) : []);
      await refuseUnusable(schedule, schedule.remaining(), made, datasets, options);
      await features.trim();
    }
    const interruption = signal.aborted ? schedule.interrupt() : [];
    await book.write([...interruption, ...schedule.tell(assignment, result)]);
  };
  const add = async (run: Run) => {
    const { planned, cached } = await prepared.add(run);
    schedule.planned(planned, cached);
    await refuseUnusable(schedule, [planned], cached, datasets, options);
  };
  let isKept = false;
  try {
    for (;;) {
      if (signal.aborted) await book.write(schedule.interrupt());
      const step = schedule.next();
      // The last results may be told to the schedule and not yet to the source.
      if (step.type === 'done' && underWay.size === 0) return;
      if (step.type === 'wait' || step.type === 'done') {
        await Promise.race(underWay);
        isKept = false;
        continue;
      }
      if (step.type === 'plan') {
        await add(step.run).catch((error: unknown) => {
          // An interruption is told to the schedule, which then ends what is under way.
          if (!signal.aborted) throw error;
        });
        isKept = false;
        continue;
      }
      await book.write(step.news);
      // Lets go of stored features that no run has to read any more; what is left changes only with a result or a run.
      if (!isKept) await features.keep(featuresToRead(schedule.remaining(), prepared.plan, schedule.stored));
      isKept = true;
      for (const assignment of step.tasks) {
        const work = perform(assignment).finally(() => underWay.delete(work));
        underWay.add(work);
      }
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
