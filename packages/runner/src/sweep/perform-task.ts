import {
  keysOf,
  stagesOf,
  ThawError,
  type Assignment,
  type EpochRecord,
  type Launcher,
  type OnProgress,
  type Stage,
  type StageStore,
  type TaskOutcome,
  type TaskReport,
  type TaskResult,
  workLeft,
} from '@thaw/core';
import { gitState, recordProvenance } from '@thaw/execution/provenance';
import { isStored, type Report, storeDataset } from '@thaw/execution/stages';
import type { EstimateOf } from './expect-sweep.js';
import type { PreparedSweep } from './prepare-sweep.js';
import type { RunTracking } from './run-tracking.js';
import type { OnSweepEvent } from '../events/sweep-event.js';

export interface PerformOptions extends Report {
  readonly prepared: PreparedSweep;
  readonly store: StageStore;
  readonly launcher: Launcher;
  readonly estimateOf: EstimateOf;
  /** Whose Git commit is noted with what is computed. */
  readonly workspace: string;
  readonly onEvent: OnSweepEvent;
}

export interface TaskTurn {
  readonly assignment: Assignment;
  /** None of a run that is over, while others need what was to be done in its turn. */
  readonly tracked: RunTracking | undefined;
  /** Its run was stopped, or no run needs it any more. */
  readonly breakOff: AbortSignal;
}

/** Has a task done, and says what has come of it. It never throws: what went wrong is a result. */
export async function performTask(turn: TaskTurn, options: PerformOptions): Promise<TaskResult> {
  const { assignment, tracked, breakOff } = turn;
  const [stage] = stagesOf(assignment.task) as [Stage];
  const { kind, key, label } = stage;
  const work = workLeft(stage, options.prepared.stocks.get(key));
  const about = { run: assignment.run.run.id, kind, key, work };
  const expectedSeconds = options.estimateOf(key)?.seconds;
  if (!breakOff.aborted) tracked?.computes();
  options.onEvent({
    ...{ type: 'stage-started', ...about, label },
    ...(expectedSeconds !== undefined && { expectedSeconds }),
  });
  if (breakOff.aborted) return { status: 'broken-off', seconds: 0 };
  let startMs = performance.now();
  const seconds = () => (performance.now() - startMs) / 1000;
  const onBegin = (worker?: string) => {
    startMs = performance.now();
    if (worker !== undefined)
      options.onEvent({ type: 'stage-taken', run: assignment.run.run.id, key, worker });
  };
  try {
    const status = await execute(turn, onBegin, options);
    return { status, seconds: seconds() };
  } catch (error) {
    if (breakOff.aborted && !options.signal.aborted) return { status: 'broken-off', seconds: seconds() };
    if (!isDamage(error) || options.signal.aborted) return { status: 'failed', error, seconds: seconds() };
    // The store has set aside what is damaged; it is computed again, and then the task.
    const lost = await missingAncestors(stage, options);
    return { status: 'lost', lost, error, seconds: seconds() };
  }
}

async function execute(
  { assignment: { task, run }, tracked, breakOff }: TaskTurn,
  onBegin: NonNullable<TaskReport['onBegin']>,
  options: PerformOptions,
): Promise<TaskOutcome> {
  const { store, prepared, workspace } = options;
  if (task.kind !== 'dataset') {
    const onEpoch = (history: readonly EpochRecord[]) => {
      // Whoever goes on with it after it was broken off is not to begin anew.
      prepared.hasReplaced(keysOf(task));
      const train = task.kind === 'train' ? task.stage.key : '';
      tracked?.epoch(train, history);
      const { name = '' } = run.phases.find((phase) => phase.train === train) ?? {};
      // It trains for all runs that share it, and this one may read an earlier epoch than the last.
      const readings = task.kind === 'train' ? task.stage.readings : [];
      const epochs = Math.max(history.length, ...readings.map((reading) => reading.epochs));
      const about = { run: run.run.id, stage: train, phase: name, epochs };
      options.onEvent({ type: 'epoch', ...about, ...history.at(-1)! });
    };
    const replaced = keysOf(task).filter((key) => prepared.recomputed.has(key));
    const signal = AbortSignal.any([options.signal, breakOff]);
    const [stage] = keysOf(task);
    const onProgress: OnProgress = (progress) =>
      options.onEvent({ type: 'progress', stage: stage!, ...progress });
    const report = { ...options, onProgress, onEpoch, onBegin, signal };
    const outcome = await options.launcher.execute({ ...task, replaced }, report);
    prepared.hasReplaced(keysOf(task));
    return outcome;
  }
  const startedMs = Date.now();
  await storeDataset(store, task.stage, prepared.datasets.get(task.stage.key)!);
  await recordProvenance(store, [task.stage], startedMs, { git: await gitState(workspace) });
  prepared.hasReplaced(keysOf(task));
  return 'computed';
}

const isDamage = (error: unknown): boolean =>
  error instanceof ThawError && error.problems.some(({ code }) => code === 'THAW-STORE-DAMAGED');

/** Keys of what a stage is made from, directly or not, and is not stored. */
async function missingAncestors(stage: Stage, { prepared, store }: PerformOptions): Promise<string[]> {
  const ancestors = new Set<Stage>();
  const collect = ({ parents }: Stage) => {
    for (const parent of parents.map((key) => prepared.plan.stage(key)!)) {
      ancestors.add(parent);
      collect(parent);
    }
  };
  collect(stage);
  const missing: string[] = [];
  const indexOf = (key: string) => prepared.datasets.get(key)!;
  for (const each of ancestors) if (!(await isStored(store, each, indexOf))) missing.push(each.key);
  return missing;
}
