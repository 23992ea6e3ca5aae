import { estimatePlan, type MachineSpeed, type PlanEstimate } from '@thaw/core';
import type { SweepPart } from './prepare-sweep.js';

export interface EstimatedMachine {
  readonly engine: string;
  readonly speed?: MachineSpeed;
}

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
