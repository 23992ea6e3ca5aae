import type { Json, Objective, PhaseOutcome, RunGroup, RunStatus, StageOutcome } from '@thaw/core';

/** As JSON writes it: NaN and infinities by name. */
export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity';

/** One run of one sweep, as `thaw runs --json` prints it. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly sweep: string;
  readonly status: RunStatus;
  /** Present where the sweep, as it was last started, does not come to it any more; it is told of, and not ranked. */
  readonly isFormer?: true;
  /** Present where its configuration is done several times: what the runs of that have in common. */
  readonly group?: RunGroup;
  /** How many images have validated it, as far as the journal tells. */
  readonly validationImages?: number;
  /** When it first started, Unix time in milliseconds. */
  readonly startedMs: number;
  readonly params: Readonly<Record<string, Json>>;
  /** Of the weights that it ends with, by `runMetrics`: after a stop rule not those of its last step. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Every value of each metric, by step. */
  readonly history: Readonly<Record<string, readonly MetricValue[]>>;
  /** Its phases so far, and which step each chose; empty where the journal names none. */
  readonly phases: readonly PhaseOutcome[];
  readonly stages: readonly StageOutcome[];
  /** The key of the stage that made a model of it, if one was made. */
  readonly model?: string;
  /** Versions of its model in registries, as they were made; absent if there are none. */
  readonly registered?: readonly Registration[];
  /** Why it failed. */
  readonly reason?: string;
}

export interface Registration {
  readonly name: string;
  readonly version: string;
  /** What it was called too, then: another version may be by now. */
  readonly alias?: string;
  /** The server's address. */
  readonly server: string;
  /** Unix time in milliseconds. */
  readonly timeMs: number;
}

export interface SweepRecord {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: RunStatus;
  /** Ids of all runs, in order, started or not. */
  readonly runs: readonly string[];
  readonly objective: Objective;
  /** Paths of the settings that it sweeps; journals of older versions also have what these bring along, or nothing. */
  readonly differs?: readonly string[];
  /** What was changed in its spec on the command line, as `PATH=VALUE`. */
  readonly overrides?: readonly string[];
  /** Where it sweeps some of the networks that it has compared: which and why, for people. */
  readonly screened?: string;
}

export const metricValue = (value: number): MetricValue =>
  Number.isFinite(value) ? value : (String(value) as MetricValue);
