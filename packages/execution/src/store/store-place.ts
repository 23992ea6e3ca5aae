import type { ClaimHolder, StageRef } from '@thaw/core';
import type { Holder } from '@thaw/locks';
import type { Removal } from './removal.js';

/** What a store takes where it lies, besides its stages. */
export interface PlaceUsage {
  /** All of it, stages too. */
  readonly total: number;
  /** What writers that died have left, or what is being written. */
  readonly loose: number;
  readonly damaged: number;
  readonly journals: number;
  /** The database and artifacts of `thaw ui`. */
  readonly mlflow: number;
}

/** Who executes a sweep, as far as more machines than this one are told. */
export interface SweepHolder extends ClaimHolder {
  /** Changes with each renewal. */
  readonly renewal: string;
  /** Whether it was seen to run. */
  readonly isSeen: boolean;
}

export interface HeldSweep {
  readonly lost: AbortSignal;
  /** Sends what is left to send. */
  release(): Promise<void>;
}

/** A stage that a process has claimed. */
export interface ClaimedStage {
  readonly stage: StageRef;
  readonly holder: Pick<Holder, 'pid' | 'host' | 'purpose'>;
  /** By the clock of where the store lies, or of the holder. */
  readonly sinceMs: number;
}

export interface ClaimsNow {
  /** The longest first. */
  readonly stages: readonly ClaimedStage[];
  /** Who executes sweeps, by their ids, as far as that is told to more machines than those that see the files of `path`. */
  readonly sweeps: ReadonlyMap<string, Pick<Holder, 'pid' | 'host'>>;
}

/** What people and journals need of wherever a store lies, and what lies there that is no stage. */
export interface StorePlace {
  /** For people. */
  readonly name: string;
  /** On this machine: journals, remembered digests and what else is no stage. */
  readonly path: string;
  /** Throws where nothing can be written, before anything is computed. */
  requireWritable(): Promise<void>;
  usage(): Promise<PlaceUsage>;
  /** Removes what writers that died, killed verifications and damage have left; with `dryRun` only says what. */
  clean(options: { readonly dryRun: boolean }): Promise<readonly Removal[]>;
  /** What processes are at just now, on all machines. Nothing is changed. */
  claimsNow(): Promise<ClaimsNow>;
  /** Where a blob lies, from `path` on, with forward slashes; none if it is not stored. */
  fileOf(stage: StageRef, name: string): Promise<string | undefined>;
  /** Tells other machines that a sweep is executed here, and sends them its journal; absent where they see the files of `path`. */
  holdSweep?(sweep: string): Promise<HeldSweep | { readonly holder: SweepHolder }>;
}
