/** JSON as it is written to a journal. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type RunStatus = 'running' | 'finished' | 'failed' | 'interrupted';

/** Why a run failed, as far as people can act on it. */
export type FailureCause = 'out-of-memory' | 'bad-data' | 'diverged' | 'interrupted' | 'internal' | 'other';

/** What happened to one stage of a run in the latest sweep that needed it. */
export interface StageOutcome {
  readonly kind: string;
  readonly key: string;
  readonly status: 'computed' | 'reused' | 'failed';
  readonly seconds: number;
}

/**
 * What a tracker is told, in order. Events are values: a journal stores them as they are, one JSON a line, and a
 * replica (MLflow) can be rebuilt from them at any time. `timeMs` is Unix time in milliseconds, set once, so that a
 * replay repeats it. Every event but the sweep's own names the sweep and the run: one run id (the hash of its
 * configuration) may belong to several sweeps and is a run of its own in each.
 */
export type TrackerEvent =
  | {
      readonly type: 'sweep-started';
      readonly timeMs: number;
      readonly sweep: string;
      readonly name: string;
      /** The MLflow experiment. */
      readonly experiment: string;
      /** All runs of the sweep, in order. */
      readonly runs: readonly string[];
      readonly objective: { readonly metric: string; readonly goal: 'maximize' | 'minimize' };
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'run-started';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly name: string;
      /** The resolved configuration, flattened: `phases.extract.epochs` → 10. */
      readonly params: Readonly<Record<string, Json>>;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'metrics';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      /** Epochs of all phases so far, from 1. */
      readonly step: number;
      /** Keras's names: `loss`, `val_accuracy`, … NaN and infinities are the strings `NaN`, `Infinity`, `-Infinity`. */
      readonly values: Readonly<Record<string, number | 'NaN' | 'Infinity' | '-Infinity'>>;
    }
  | {
      readonly type: 'artifact';
      readonly timeMs: number;
      readonly sweep: string;
      /** The run it belongs to; the sweep itself if absent. */
      readonly run?: string;
      /** Its path among the run's artifacts, with forward slashes. */
      readonly path: string;
      readonly content: string;
      readonly encoding: 'utf8' | 'base64';
    }
  | {
      readonly type: 'stages';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly stages: readonly StageOutcome[];
    }
  | {
      readonly type: 'run-ended';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly status: Exclude<RunStatus, 'running'>;
      /** Why it failed, for people. */
      readonly reason?: string;
      readonly cause?: FailureCause;
    }
  | {
      readonly type: 'sweep-ended';
      readonly timeMs: number;
      readonly sweep: string;
      readonly status: Exclude<RunStatus, 'running'>;
    };

/**
 * Takes events in order. Rules every tracker keeps:
 * - `record` returns once the event cannot be lost by a crash of the process or the machine.
 * - Recording an event that was recorded before changes nothing that a reader sees.
 * - `record` never waits for a network.
 */
export interface Tracker {
  record(event: TrackerEvent): Promise<void>;
  close(): Promise<void>;
}
