import {
  Budget,
  inTurn,
  searchedRuns,
  SweepSchedule,
  totalSeconds,
  workLeft,
  type Plan,
  type PlannedRun,
  type RankedBy,
  type RefusedRun,
  type Run,
  type RunEpoch,
  type Spent,
  type Stage,
  type StageEstimate,
} from '@thaw/core';
import { DatasetUse } from './dataset-use.js';
import { ScheduleFollower, type FollowerOptions } from './follow-schedule.js';
import { RunBook } from './run-book.js';
import { isAsBefore, type RunsBefore } from './runs-before.js';
import type { BudgetLeft, SweepEvent, SweepOutcome } from '../events/sweep-event.js';
import type { SweepTracking } from './sweep-tracking.js';
import { together } from './together.js';
import { weighRuns, type WeighOptions } from './weigh-runs.js';

export interface ExecuteOptions extends FollowerOptions, Pick<WeighOptions, 'weigh' | 'weighed'> {
  readonly tracking: SweepTracking;
  /** With it, only runs that failed before are executed. A rule that stops runs judges what is stored of the others once more. */
  readonly retryFailed?: RunsBefore;
  /** How many workers were asked for. A search is asked as for so many, also where there is memory for fewer: that may be otherwise the next time. */
  readonly workers: number;
  /** By earlier executions. */
  readonly spent: Spent;
  /** Told of runs that the search has proposed and of which nothing could begin. */
  readonly onRefused: (run: RefusedRun) => void;
  /** Called when the runs have ended, before it is told that the sweep has. */
  readonly keepModels: () => Promise<void>;
}

/** Does what the plan says. A run that fails does not end the sweep. */
export async function executeSweep(options: ExecuteOptions): Promise<SweepOutcome> {
  const { prepared, tracking, signal, retryFailed, estimateOf, keepModels, workers } = options;
  const { capacity: places } = options.launcher;
  const { loaded, plan, cached, stocks } = prepared;
  const workOf = (stage: Stage) => workLeft(stage, stocks.get(stage.key));
  const startMs = performance.now();
  const stopping = loaded.stopping();
  const again = new Set<string>(stopping ? ['failed', 'finished', 'stopped'] : ['failed']);
  const endedBefore = retryFailed && endedIn(plan, again, retryFailed);
  const runs = plan.runs.filter(({ run }) => !endedBefore?.(run));
  const runsToCome = Math.min(
    loaded.runsToCome,
    retryFailed ? againBeside(plan, again, retryFailed) : Infinity,
  );
  const needed = new Set(runs.flatMap(({ stages }) => stages));
  const pending = plan.stages.filter(({ key }) => needed.has(key) && !cached.has(key));
  const time = expectedTime(pending.map(({ key }) => estimateOf(key)));
  const divided = together({
    plan: { stages: plan.stages, runs, stage: (key) => plan.stage(key) },
    ...{ cached, workers: places, time },
    secondsOf: (key) => estimateOf(key)?.seconds,
  });
  const wallSeconds = divided?.seconds ?? time?.seconds;
  const expected = wallSeconds !== undefined && { expectedSeconds: wallSeconds };
  const budget = new Budget(loaded.budget, loaded.objective.goal, options.spent);
  const ended = new Set<string>();
  const left = (): BudgetLeft => ({
    runs: Math.max(0, runs.length + runsToCome - ended.size),
    ...budget.left,
  });
  const hasBudget = Object.keys(loaded.budget).length > 0;
  const onEvent = (event: SweepEvent) => {
    options.onEvent(event);
    if (event.type === 'run-ended') ended.add(event.run);
  };
  onEvent({
    type: 'sweep-started',
    sweep: loaded.sweepId,
    name: loaded.name,
    runs: runs.length,
    ...(runsToCome > 0 && { runsToCome }),
    stages: needed.size,
    cached: needed.size - pending.length,
    work: pending.reduce((sum, stage) => sum + workOf(stage), 0),
    ...(time && { expectedSeconds: time.seconds, expectedSecondsRange: time.secondsRange }),
    ...(divided && { together: divided }),
  });
  await tracking.start(wallSeconds);
  const source = searchedRuns({
    ...loaded,
    search: inTurn(loaded.search(), workers),
    ...{ stopping, budget, endedBefore },
  });
  const schedule = new SweepSchedule({
    plan,
    source,
    stored: cached,
    ...{ places, budget },
    secondsOf: (key) => estimateOf(key)?.seconds ?? 0,
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
    turns: () => budget.turns,
    onEvent,
    estimateOf,
    workOf,
    isStored: (run) => run.stages.every((key) => schedule.stored.has(key)),
    ...(source.judge && { judge: (run: PlannedRun, epoch: RunEpoch) => follower.judge(run, epoch) }),
    onFailure: (error) => follower.fail(error),
    onRefused: options.onRefused,
    onEnd(...end) {
      source.tell(...end);
      if (hasBudget) onEvent({ type: 'budget-left', ...left() });
    },
  });
  const follower: ScheduleFollower = new ScheduleFollower({
    ...{ ...options, onEvent, schedule, source, book, datasets },
    weigh: (points) => weighRuns(points, { ...options, remaining: schedule.remaining() }),
  });
  await follower.follow(runs);
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
    // A search that has come to its end proposes nothing more.
    ...(hasBudget && { left: { ...left(), ...(status !== 'interrupted' && !budget.end && { runs: 0 }) } }),
    ...(budget.end && { endedBy: budget.end }),
  });
  return status;
}

/** How many there are, beside those that are planned, that a search proposed and that are executed again. */
function againBeside({ runs }: Plan, again: ReadonlySet<string>, before: RunsBefore): number {
  const planned = new Set(runs.map(({ run }) => run.id));
  return [...before].filter(([id, { status }]) => again.has(status) && !planned.has(id)).length;
}

const neverRun: RankedBy = { status: 'never run', metrics: {} };

/** What runs have come to that are not executed again: nothing where their images or weights have changed since. */
function endedIn({ runs }: Plan, again: ReadonlySet<string>, before: RunsBefore) {
  const planned = new Map(runs.map((each) => [each.run.id, each]));
  return ({ id }: Pick<Run, 'id'>): RankedBy | undefined => {
    const ended = before.get(id);
    if (ended && again.has(ended.status)) return undefined;
    const run = planned.get(id);
    return ended && (!run || isAsBefore(run, ended)) ? ended : neverRun;
  };
}

/** Where it is known of all of them, and there are any. */
function expectedTime(estimates: readonly (StageEstimate | undefined)[]) {
  const known = estimates.filter((estimate) => estimate?.seconds !== undefined) as StageEstimate[];
  return known.length > 0 && known.length === estimates.length ? totalSeconds(known) : undefined;
}
