import { type Calibration, isQuiet, refine, writeCalibration } from '@thaw/execution/calibration';
import { makeFolder } from '@thaw/locks';
import {
  memoryPlace,
  ModelCostsCatalogue,
  type Launcher,
  type OnProgress,
  type PlanEstimate,
  type StageEstimate,
} from '@thaw/core';
import { calibrate } from './calibrate.js';
import { StageTimings } from './stage-timings.js';
import { estimatedMachine, estimateSweep, type EstimatedMachine } from './estimate-sweep.js';
import type { SweepPart } from './prepare-sweep.js';
import { refuseTooLarge, roomFor, workersThatFit } from './refuse-too-large.js';
import type { SweepEvent } from '../events/sweep-event.js';

export interface ExpectOptions {
  readonly launcher: Launcher;
  readonly cacheFolder: string;
  readonly storeFolder: string;
  /** Start even what seems too large. */
  readonly force: boolean;
  /** Measure the machine though it was. */
  readonly recalibrate: boolean;
  readonly onProgress: OnProgress;
  readonly onNotice: (line: string) => void;
}

/** What a stage will take, by its key; none where nothing was to be computed. */
export type EstimateOf = (key: string) => StageEstimate | undefined;

/** What is expected of a sweep, and what it teaches for the next one. */
export interface Expectation {
  /** Its stages are also those that have joined since; the totals are of what was certain. */
  readonly estimate: PlanEstimate;
  /** What it rests on; where it is not known how fast tasks are computed, nothing is said of time. */
  readonly calibration: Calibration | undefined;
  /** Estimates what may join it. */
  weigh(part: SweepPart): PlanEstimate;
  /** Estimates what has joined the sweep, and refuses what will not fit; fewer workers go on where there is no room for it in each. */
  join(part: SweepPart): Promise<void>;
  watch(event: SweepEvent): void;
  /** Refines what is known of this machine by how long the stages of this plan really took. */
  learn(plan: SweepPart['plan']): Promise<void>;
}

/** Estimates a sweep that is about to start, measuring the machine the first time, and refuses what will not fit. */
export async function expectSweep(certain: SweepPart, options: ExpectOptions): Promise<Expectation> {
  const { launcher, cacheFolder, storeFolder, force, recalibrate, onProgress, onNotice } = options;
  const compiles = certain.plan.stages.some((stage) => 'compile' in stage && stage.compile);
  const calibration = await calibrate(launcher, { cacheFolder, onProgress, again: recalibrate, compiles });
  const { engine, memory } = await launcher.open();
  const machine: EstimatedMachine = calibration
    ? estimatedMachine(calibration)
    : { memoryPlace: memoryPlace(engine, memory?.gpuBytes !== undefined) };
  // Most of what is weighed has the networks of what was weighed before.
  const models = new ModelCostsCatalogue(certain.loaded.backbones.registry);
  const stages = new Map<string, StageEstimate>();
  await makeFolder(storeFolder);
  const join = async (part: SweepPart): Promise<PlanEstimate> => {
    const estimate = estimateSweep(part, machine);
    if (!force) {
      refuseTooLarge(part, estimate, machine.memoryPlace, await roomFor(storeFolder, memory));
      const { capacity } = launcher;
      // Without it they have a machine each.
      const fit = launcher.narrow
        ? workersThatFit(capacity, part, estimate, machine.memoryPlace, memory)
        : capacity;
      if (fit < capacity) onNotice(fewerWorkers(fit, capacity));
      if (fit < capacity) launcher.narrow!(fit);
    }
    for (const [key, each] of estimate.stages) stages.set(key, each);
    return estimate;
  };
  const estimate = { ...(await join(certain)), stages };
  const timings = new StageTimings(isQuiet);
  return {
    estimate,
    calibration,
    weigh: (part) => estimateSweep(part, machine, models),
    join: async (part) => void (await join(part)),
    watch: (event) => timings.add(event),
    async learn(plan) {
      if (!calibration) return;
      const seen = timings.ratios(plan, estimate, calibration.speed);
      await writeCalibration(cacheFolder, refine(calibration, seen, Date.now()));
    },
  };
}

const fewerWorkers = (fit: number, capacity: number): string =>
  `${fit} of ${capacity} workers: memory has no room for more of the largest stage at once (--force starts all)`;
