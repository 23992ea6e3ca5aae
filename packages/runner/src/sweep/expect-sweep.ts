import {
  type Calibration,
  isQuiet,
  machineSpeed,
  refine,
  writeCalibration,
} from '@thaw/execution/calibration';
import { makeFolder } from '@thaw/locks';
import type { Launcher, OnProgress, PlanEstimate } from '@thaw/core';
import { calibrate } from './calibrate.js';
import { StageTimings } from './stage-timings.js';
import { estimateSweep } from './estimate-sweep.js';
import type { PreparedSweep } from './prepare-sweep.js';
import { refuseTooLarge, roomFor } from './refuse-too-large.js';
import type { SweepEvent } from '../events/sweep-event.js';

export interface ExpectOptions {
  readonly launcher: Launcher;
  readonly cacheFolder: string;
  readonly storeFolder: string;
  /** Start even what seems too large. */
  readonly force: boolean;
  readonly onProgress: OnProgress;
}

/** What is expected of a sweep, and what it teaches for the next one. */
export interface Expectation {
  readonly estimate: PlanEstimate;
  /** What it rests on; where it is not known how fast tasks are computed, nothing is said of time. */
  readonly calibration: Calibration | undefined;
  watch(event: SweepEvent): void;
  /** Refines what is known of this machine by how long the stages really took. */
  learn(): Promise<void>;
}

/** Estimates a sweep that is about to start, measuring the machine the first time, and refuses what will not fit. */
export async function expectSweep(prepared: PreparedSweep, options: ExpectOptions): Promise<Expectation> {
  const { launcher, cacheFolder, storeFolder, force, onProgress } = options;
  const calibration = await calibrate(launcher, cacheFolder, onProgress);
  const { engine } = await launcher.open();
  const speed = calibration && machineSpeed(calibration);
  const estimate = estimateSweep(prepared, { engine, ...(speed && { speed }) });
  await makeFolder(storeFolder);
  if (!force) refuseTooLarge(prepared, estimate, engine, await roomFor(storeFolder));
  const timings = new StageTimings(isQuiet);
  return {
    estimate,
    calibration,
    watch: (event) => timings.add(event),
    async learn() {
      if (!calibration) return;
      const seen = timings.ratios(prepared.plan, estimate, calibration.speed);
      await writeCalibration(cacheFolder, refine(calibration, seen, Date.now()));
    },
  };
}
