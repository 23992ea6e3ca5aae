import { backbones } from '@thaw/backbones';
import { estimatePlan, type MachineSpeed, type PlanEstimate } from '@thaw/core';
import type { PreparedSweep } from './prepare-sweep.js';

export interface EstimatedMachine {
  readonly engine: string;
  readonly speed?: MachineSpeed;
}

/** What a sweep will take; of time nothing, if the machine's speed is not known. */
export const estimateSweep = (
  { plan, cached, datasets }: PreparedSweep,
  machine: EstimatedMachine,
): PlanEstimate =>
  estimatePlan({
    plan,
    cached,
    backbones,
    datasetOf(key) {
      const { images, classes } = datasets.get(key)!;
      return { images: images.length, classes };
    },
    ...machine,
  });
