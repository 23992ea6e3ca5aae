import type { Night, NightOutcome, NightStanding } from '@thaw/core';
import type { SweepEvent } from '../events/sweep-event.js';
import type { BackendOptions, StoreOptions, WorkerOptions } from './options.js';

export interface RunNightsOptions extends StoreOptions, BackendOptions, WorkerOptions {
  /** Files or globs of specs, relative to `cwd`. Default: all specs of the workspace that have a schedule. */
  readonly specs?: readonly string[];
  /** What the clock says as this begins. Default: what it does say. */
  readonly now?: Date;
  /** Only say what would be done. Default: false. */
  readonly dryRun?: boolean;
  /** The MLflow server, as for a sweep. */
  readonly trackingUri?: string;
  /** Evict the least recently used features of the store beyond this size. Default: none. */
  readonly cacheLimitBytes?: number;
  /** Told of all that happens, and in the sweep of which spec. What it throws ends the work as an abort does. */
  readonly onEvent?: (event: SweepEvent, spec?: string) => void;
  /** Stops at the next safe point; the next call goes on with the night. */
  readonly signal?: AbortSignal;
}

/** What came of one spec in one call. */
export interface NightReport {
  /** The spec's file relative to the workspace, with `/`. */
  readonly spec: string;
  readonly name: string;
  /** The time that the schedule asked for; of what is not due the next, if one comes. */
  readonly dueAt?: string;
  readonly outcome: NightOutcome | 'not-due';
  /** In words. */
  readonly reason?: string;
  /** Computed and reused stages, and how long it took. */
  readonly computed: number;
  readonly reused: number;
  readonly seconds: number;
}

/** A spec whose nights nobody seems to hold any more. */
export interface OverdueSpec extends Pick<NightReport, 'spec' | 'name'> {
  /** The night of which the history does not tell; absent where it tells of none at all. */
  readonly dueAt?: string;
  /** In words. */
  readonly reason: string;
}

export interface NightsResult {
  /** What the clock said as this began. */
  readonly now: string;
  /** In the order in which they were dealt with: those that are due first. */
  readonly specs: readonly NightReport[];
  /** The nights that this call has dealt with, as the history keeps them. */
  readonly nights: readonly Night[];
  /** The same, each as it stands to the nights before it. */
  readonly standings: readonly NightStanding[];
  /** Specs whose nights nobody held before this call, though one was due. */
  readonly overdue: readonly OverdueSpec[];
  /** Stopped by the signal; specs that it did not come to are missing. */
  readonly interrupted: boolean;
}
