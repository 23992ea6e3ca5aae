import type { Objective } from '../ranking/run-order.js';
import type { RunGroup } from '../sweep/run.js';

/** JSON as it is written to a journal. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `stopped`: a rule has decided that it was not worth going on with. */
export type RunStatus = SweepStatus | 'stopped';
export type SweepStatus = 'running' | 'finished' | 'failed' | 'interrupted';

/** Why a run failed, as far as people can act on it. */
export type FailureCause = 'out-of-memory' | 'bad-data' | 'diverged' | 'interrupted' | 'internal' | 'other';

/** What happened to one stage of a run in the latest sweep that needed it. */
export interface StageOutcome {
  readonly kind: string;
  readonly key: string;
  readonly status: 'computed' | 'reused' | 'failed';
  readonly seconds: number;
  /** How long the plan expected it to take; absent where nothing was to be computed or the machine's speed is unknown. */
  readonly expectedSeconds?: number;
}

/** One split of a run's dataset. Equal digests are equal images with equal classes. */
export interface DatasetInput {
  /** The folder or manifest it comes from, for people. */
  readonly name: string;
  readonly context: 'train' | 'validation' | 'test';
  /** At most 36 characters. */
  readonly digest: string;
  readonly images: number;
  readonly classes: number;
  /** Key of the dataset stage that indexed the images. */
  readonly stage: string;
  /** Where the images lie: an absolute path. */
  readonly source: string;
}

/** A content that is too big for a journal's line and lies in a file of its own beside it. */
export interface ArtifactFile {
  /** Of the content, in hex; a reader checks it. */
  readonly sha256: string;
  readonly bytes: number;
  /** From the journal's folder, with forward slashes. */
  readonly path: string;
}

/** What an artifact holds: inline, or in a file that was whole on disk before the event was recorded. */
export type ArtifactContent =
  | { readonly content: string; readonly encoding: 'utf8' | 'base64'; readonly file?: undefined }
  | { readonly file: ArtifactFile; readonly content?: undefined; readonly encoding?: undefined };

/** What the code of a sweep or a run was. */
export interface Origin {
  /** The version of Thaw. */
  readonly thaw?: string;
  /** What the workspace held; absent outside of a repository. */
  readonly git?: GitOrigin;
}

export interface GitOrigin {
  readonly commit: string;
  /** Absent where none was checked out. */
  readonly branch?: string;
  /** Whether tracked files differed from it. */
  readonly dirty: boolean;
}

/** What a search knows before it begins, of other sweeps. */
export interface Knowledge {
  readonly configurations: readonly KnownConfiguration[];
  /** How many were passed over: like this sweep's in all that it does not sweep, with values that it does not try. */
  readonly outside: number;
  /**
   * Key of what evaluates the first run that the search proposes if it knows nothing: by it is seen that the spec comes to something else
   * since, even where nothing was known. Absent in older journals.
   */
  readonly first?: string;
}

/** What another sweep has come to at a point of this one's space. */
export interface KnownConfiguration {
  readonly parameters: Readonly<Record<string, Json>>;
  /** The id and the name of the sweep, and ids of its runs. */
  readonly sweep: string;
  readonly name: string;
  readonly runs: readonly string[];
  /** Keys of the stages that evaluate them: as long as the spec comes to the same, it is true. */
  readonly stages: readonly string[];
  /** What the search is told of, means of the runs: the numbers by their metrics. */
  readonly metrics: Readonly<Record<string, number | 'NaN' | 'Infinity' | '-Infinity'>>;
}

/**
 * What a tracker is told, in order. Events are values: a journal stores them as they are, one JSON a line, and a
 * replica can be rebuilt from them at any time. `timeMs` is Unix time in milliseconds, set once, so that a
 * replay repeats it. Every event but the sweep's own names the sweep and the run: one run id (the hash of its
 * configuration) may belong to several sweeps and is a run of its own in each.
 */
export type TrackerEvent =
  | {
      readonly type: 'sweep-started';
      readonly timeMs: number;
      readonly sweep: string;
      readonly name: string;
      /** What it belongs to, as `tracking.experiment` says. */
      readonly experiment: string;
      /** All runs of the sweep, in order. */
      readonly runs: readonly string[];
      readonly objective: Objective;
      /** What the spec sets; it is on every run too, whenever that was started. */
      readonly tags: Readonly<Record<string, string>>;
      readonly origin?: Origin;
      /** Paths of the settings that it sweeps and that its runs do not have in common. */
      readonly differs?: readonly string[];
      /** What was changed in its spec on the command line, as `PATH=VALUE`. */
      readonly overrides?: readonly string[];
      /** How long the plan expects what is not stored yet to take. */
      readonly expectedSeconds?: number;
      /** What its search knew when it first began, where it was to know of other sweeps. */
      readonly knows?: Knowledge;
      /** Where it sweeps some of the networks that it has compared: which and why, for people. */
      readonly screened?: string;
    }
  | {
      /** What the spec says of tracking is no longer what the sweep was started with; all else is as it was. */
      readonly type: 'tracking-changed';
      readonly timeMs: number;
      readonly sweep: string;
      readonly experiment: string;
      /** All that the spec sets now, on the sweep and on every run of it. */
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      /** A night of a schedule has come to this sweep, be it that something was computed or that all of it was there. */
      readonly type: 'night';
      readonly timeMs: number;
      readonly sweep: string;
      /** When it was due: ISO 8601, UTC. */
      readonly dueAt: string;
    }
  | {
      readonly type: 'run-started';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly name: string;
      /** The resolved configuration, flattened: `phases.extract.epochs` → 10. */
      readonly params: Readonly<Record<string, Json>>;
      /** What the spec sets. */
      readonly tags: Readonly<Record<string, string>>;
      readonly origin?: Origin;
      /** Its colour beside the other runs of its sweep, `#rrggbb`. */
      readonly colour?: string;
      /** Present where its configuration is done several times. */
      readonly group?: RunGroup;
      /** Names of its phases, in order; the metric `phase` counts them from 1. */
      readonly phases?: readonly string[];
      /** Where an earlier Thaw told them, before it was known which images can be read. */
      readonly datasets?: readonly DatasetInput[];
    }
  | {
      /** What the run is trained, validated and tested on: the images that can be read. */
      readonly type: 'datasets';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly datasets: readonly DatasetInput[];
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
      /** What the machine was doing while the run computed. No part of its results. */
      readonly type: 'system-metrics';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      /** By what was measured and its unit: `cpu_utilization_percentage`, `gpu_0_memory_usage_megabytes`, … */
      readonly values: Readonly<Record<string, number>>;
    }
  | ({
      readonly type: 'artifact';
      readonly timeMs: number;
      readonly sweep: string;
      /** The run it belongs to; the sweep itself if absent. */
      readonly run?: string;
      /** Its path among the run's artifacts, with forward slashes. */
      readonly path: string;
      /** Of what kind it is where it is a picture. It is drawn by whoever wants it, of the content, which is JSON. */
      readonly picture?: string;
    } & ArtifactContent)
  | {
      /** A run's trained model as replicas are to have it; a later one of the same run takes its place. */
      readonly type: 'model';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly name: string;
      /** Of the stage that made it. */
      readonly stage: string;
      /** By their paths in the model's folder, with forward slashes. */
      readonly files: Readonly<Record<string, ArtifactContent>>;
    }
  | {
      /** A server's registry has a version of a run's model. A later one of the same name on the same server takes its place. */
      readonly type: 'registered';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      /** What the model is called there. */
      readonly name: string;
      readonly version: string;
      /** What the version was called too, then. */
      readonly alias?: string;
      /** The server's address, without credentials. */
      readonly server: string;
    }
  | {
      readonly type: 'stages';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      readonly stages: readonly StageOutcome[];
    }
  | {
      /** What the runs that its search chose from were expected to cost. A search that goes on chooses by the same. */
      readonly type: 'weighed';
      readonly timeMs: number;
      readonly sweep: string;
      /** Hash of their ids, in order. */
      readonly choice: string;
      /** Seconds beside what was there; null where nobody knew. */
      readonly seconds: readonly (number | null)[];
    }
  | {
      /** A task of the sweep was computed on a run's behalf, whatever came of it. */
      readonly type: 'task-ended';
      readonly timeMs: number;
      readonly sweep: string;
      readonly run: string;
      /** Key of the stage, of several the first. */
      readonly stage: string;
      readonly seconds: number;
      /** How many times a run had begun by then, or gone on after it was stopped. */
      readonly turn: number;
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
      readonly status: Exclude<SweepStatus, 'running'>;
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
