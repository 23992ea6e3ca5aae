import type { Objective } from '../ranking/run-order.js';

/**
 * `ran` on time, `caught-up` later within its window, `skipped` with a reason, `failed` where the sweep was refused or
 * runs of it failed. What is not due is no night.
 */
export type NightOutcome = 'ran' | 'caught-up' | 'skipped' | 'failed';

/** What a night was made from, each as a hash or a version: where two nights differ, one of these says why. */
export interface NightInputs {
  /** Of the resolved spec: the sweep's id. */
  readonly spec: string;
  /** Of the index of its images: contents, labels, groups, splits. */
  readonly data: string;
  /** Of the identities of all weights that its runs start from. */
  readonly weights: string;
  /** The workspace's Git commit, with `+` where tracked files differ from it; absent outside of a repository. */
  readonly code?: string;
  /** Thaw's version. */
  readonly thaw: string;
}

/** The run that a night ranks first. */
export interface NightsBest {
  readonly run: string;
  readonly name: string;
  /** The swept settings. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the objective. */
  readonly value: number;
  /** Of the value, from the images that it was measured on; absent where these say nothing of it. */
  readonly standardError?: number;
  /** Key of the evaluation or the training that the value is from: equal keys are one result, not two measurements. */
  readonly stage: string;
  /** What stands for the run in registries: `flowers v2 @champion`; absent if nothing does. */
  readonly registered?: readonly string[];
}

/** One night of one spec, as the history keeps it. Times are ISO 8601 in UTC. */
export interface Night {
  /** The spec's file relative to the workspace, with `/`. */
  readonly spec: string;
  readonly name: string;
  /** The time that the schedule asked for. */
  readonly dueAt: string;
  readonly outcome: NightOutcome;
  /** Why it was skipped, failed or late, in words. */
  readonly reason?: string;
  /** Absent where it was skipped. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Computed and reused stages, and how long it took. */
  readonly computed: number;
  readonly reused: number;
  readonly seconds: number;
  /** The rest is absent where the sweep could not be planned. */
  readonly sweep?: string;
  readonly inputs?: NightInputs;
  readonly objective?: Objective;
  readonly runs?: Readonly<Record<'finished' | 'failed' | 'stopped', number>>;
  /** Runs that failed, by name, and why. */
  readonly failures?: readonly { readonly run: string; readonly reason: string }[];
  readonly best?: NightsBest;
}
