import {
  estimatePlan,
  memoryPlace,
  type MachineSpeed,
  type MemoryPlace,
  type PlanEstimate,
} from '@thaw/core';
import { machineSpeed, type Calibration } from '@thaw/execution/calibration';
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

/** What a sweep will take; of time nothing, if the machine's speed is not known. */
export const estimateSweep = (
  { loaded, plan, cached, stocks, datasets }: SweepPart,
  machine: EstimatedMachine,
): PlanEstimate =>
  estimatePlan({
    plan,
    cached,
    stockOf: (key) => stocks.get(key),
    backbones: loaded.backbones.registry,
    datasetOf(key) {
      const { images, classes, imageBytes } = datasets.get(key)!;
      return { images: images.length, classes, imageBytes };
    },
    ...machine,
  });
