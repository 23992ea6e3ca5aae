import {
  estimatePlan,
  memoryPlace,
  ModelCostsCatalogue,
  type MachineSpeed,
  type MemoryPlace,
  type PlanEstimate,
} from '@thaw/core';
import { machineSpeed, type Calibration } from '@thaw/execution/calibration';
import type { DatasetIndex } from '@thaw/execution/data';
import type { Together } from '../events/sweep-event.js';
import { estimateDearest, estimatePasses, type ScreeningEstimate } from '../rank/estimate-screening.js';
import { oneAfterTheOther } from './amounts-of.js';
import type { PlannedCluster } from '../api/results.js';
import type { SweepPart } from './prepare-sweep.js';

export interface EstimatedMachine {
  readonly memoryPlace: MemoryPlace;
  readonly speed?: MachineSpeed;
}

/** As it was measured. */
export const estimatedMachine = (calibration: Calibration): Required<EstimatedMachine> => ({
  memoryPlace: memoryPlace(calibration.machine.engine, calibration.machine.device === 'gpu'),
  speed: machineSpeed(calibration),
});

/** What a machine is taken for that was not measured: most have TensorFlow, and no GPU. */
export const unmeasured: EstimatedMachine = { memoryPlace: 'tensorflow' };

export interface SweepEstimate extends PlanEstimate {
  /**
   * Where it is not known yet which networks the sweep keeps. Stages are of all of them; the totals of what is computed at most, as far as that
   * is known.
   */
  readonly screening?: ScreeningEstimate;
  /** Where several compute: how many, and between how many and how many seconds it takes them, where that is known. */
  readonly together?: Together;
  /** Where a cluster computes: what its workers are asked for. Of time nothing is then expected, as no one machine stands for its nodes. */
  readonly cluster?: PlannedCluster;
}

/** What a sweep will take; of time nothing, if the machine's speed is not known. */
export function estimateSweep(
  { loaded, plan, cached, stocks, datasets, toScreen }: SweepPart,
  machine: EstimatedMachine,
  models = new ModelCostsCatalogue(loaded.backbones.registry),
): SweepEstimate {
  const of = { ...machine, backbones: loaded.backbones.registry };
  const estimate = estimatePlan({
    ...of,
    ...{ plan, cached, models },
    stockOf: (key) => stocks.get(key),
    datasetOf: (key) => sizeOf(datasets.get(key)!),
  });
  const { screen, spec } = loaded;
  if (!screen || !toScreen) return estimate;
  const { passes } = toScreen;
  const first = estimatePasses(toScreen, { ...of, sizeOf });
  if ((spec.sweep?.method ?? 'grid') !== 'grid') return { ...estimate, screening: { passes: first } };
  const atMost = estimateDearest({ plan, cached }, estimate, { keep: screen.keep, passes });
  const { stages } = estimate;
  return { stages, ...oneAfterTheOther(first, atMost), screening: { passes: first, atMost } };
}

const sizeOf = ({ images, classes, imageBytes }: DatasetIndex) => ({
  images: images.length,
  ...{ classes, imageBytes },
});
