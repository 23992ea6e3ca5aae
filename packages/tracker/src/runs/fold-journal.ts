import type { Spent, StageOutcome, TrackerEvent, ExpectedSeconds } from '@thaw/core';
import { metricValue, type Registration, type RunRecord, type SweepRecord } from './run-record.js';
import type { RunState } from './run-state.js';
import { SweepState } from './sweep-state.js';

export interface FoldedJournal {
  /** Absent while the journal holds no `sweep-started`. */
  readonly sweep?: SweepRecord;
  /** What the spec sets on all of them. */
  readonly tags: Readonly<Record<string, string>>;
  readonly runs: readonly RunRecord[];
  /** Every computation of a stage that the journal tells of. */
  readonly computed: readonly StageOutcome[];
  readonly spent: Spent;
  /** What runs that its search chose from were expected to cost, by the hash of the choice. */
  readonly weighed: ReadonlyMap<string, ExpectedSeconds>;
}

/**
 * Reads the events of one sweep, in the order in which they were recorded, into records of its runs. What has no end is
 * interrupted if no process executes the sweep any more.
 */
export async function foldJournal(
  events: AsyncIterable<TrackerEvent> | Iterable<TrackerEvent>,
  { isAlive = true } = {},
): Promise<FoldedJournal> {
  const state = new SweepState();
  for await (const event of events) state.apply(event);
  if (!isAlive) state.abandon();
  const { specTags: tags, computed, spent, weighed } = state;
  const current = new Set(state.currentRuns);
  const runs = state.runs.map((run) => runRecord(run, !current.has(run)));
  return { sweep: sweepRecord(state), tags, runs, computed, spent, weighed };
}

function sweepRecord({ started, status }: SweepState): SweepRecord | undefined {
  if (!started) return undefined;
  const { sweep: id, name, experiment, runs, objective, differs, overrides, screened } = started;
  return {
    ...{ id, name, experiment, status, runs, objective },
    ...(differs && { differs }),
    ...(overrides && { overrides }),
    ...(screened !== undefined && { screened }),
  };
}

export function runRecord(run: RunState, isFormer = false): RunRecord {
  const series = [...run.series].filter(([, { length }]) => length > 0);
  return {
    id: run.id,
    name: run.name,
    sweep: run.sweep,
    status: run.status,
    ...(isFormer && { isFormer }),
    ...(run.group && { group: run.group }),
    ...(run.validationImages !== undefined && { validationImages: run.validationImages }),
    startedMs: run.firstStartedMs,
    params: run.params,
    metrics: Object.fromEntries(
      Object.entries(run.metrics).map(([name, value]) => [name, metricValue(value)]),
    ),
    history: Object.fromEntries(series.map(([name, { values }]) => [name, values.map(metricValue)])),
    phases: run.phases,
    stages: run.stages,
    ...(run.model && { model: run.model.stage }),
    ...(run.registered.size > 0 && { registered: [...run.registered.values()].map(registration) }),
    reason: run.reason,
  };
}

const registration = ({
  name,
  version,
  alias,
  server,
  timeMs,
}: TrackerEvent & { readonly type: 'registered' }): Registration => ({
  ...{ name, version, ...(alias !== undefined && { alias }), server, timeMs },
});
