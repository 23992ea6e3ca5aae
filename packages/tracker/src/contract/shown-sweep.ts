import type { Json, RunStatus, SweepStatus, TrackerEvent } from '@thaw/core';
import { metricValue, type MetricValue } from '../runs/run-record.js';
import { SweepState } from '../runs/sweep-state.js';

export type ShownPoint = readonly [step: number, value: MetricValue, timeMs: number];

/** A run as people see it in a replica. */
export interface ShownRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  readonly params: Readonly<Record<string, Json>>;
  /** By the journal's names of metrics; in order of steps. */
  readonly points: Readonly<Record<string, readonly ShownPoint[]>>;
  /** Texts by their paths. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly night: string | undefined;
}

/** A sweep as people see it in a replica. */
export interface ShownSweep {
  readonly name: string;
  readonly experiment: string;
  readonly status: SweepStatus;
  readonly endedMs: number | undefined;
  readonly artifacts: Readonly<Record<string, string>>;
  /** When the night was due that came to it last, ISO 8601 to the second; its runs have the same. */
  readonly night: string | undefined;
  /** In order of their ids; one that is there twice is listed twice. */
  readonly runs: readonly ShownRun[];
}

/** What a replica has to show of a journal with these events. Their artifacts must be texts in the journal itself. */
export function shownAfter(events: readonly TrackerEvent[]): ShownSweep {
  const state = new SweepState();
  for (const event of events) state.apply(event);
  const { started, status, endedMs, runs, nights } = state.told!;
  const night = nights.at(-1);
  const artifactsOf = (run?: string) =>
    Object.fromEntries(
      events.flatMap((event) =>
        event.type === 'artifact' && event.run === run ? [[event.path, event.content!]] : [],
      ),
    );
  const shown = runs.map((run) => ({
    ...{ id: run.id, name: run.name, status: run.status, params: run.params },
    ...{ startedMs: run.firstStartedMs, endedMs: run.endedMs },
    points: Object.fromEntries(
      [...run.series].map(([metric, { steps, values, timesMs }]) => [
        metric,
        steps.map((step, index) => [step, metricValue(values[index]!), timesMs[index]!] as const),
      ]),
    ),
    artifacts: artifactsOf(run.id),
    night,
  }));
  return {
    ...{ name: started.name, experiment: started.experiment, status, endedMs, artifacts: artifactsOf() },
    night,
    runs: shown.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
