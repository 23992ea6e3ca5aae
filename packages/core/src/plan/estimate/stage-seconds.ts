import type { MachineSpeed } from './machine-speed.js';
import type { StageDemand } from './stage-demand.js';
import { secondsOf } from './work.js';

/** How long a demand takes at a machine's speed, before any correction. */
export function rawSeconds(demand: StageDemand, speed: Omit<MachineSpeed, 'corrections'>): number {
  return (
    secondsOf(demand.forward, speed.forward) +
    secondsOf(demand.training, speed.training) +
    (demand.steps > 0 ? speed.secondsPerStage : 0) +
    demand.steps * speed.secondsPerStep +
    demand.decodedImages * speed.secondsPerImage +
    demand.decodedBytes * speed.secondsPerImageByte +
    demand.augmentedPixels * speed.secondsPerAugmentedPixel +
    demand.writtenBytes / speed.diskBytes +
    demand.writes * speed.secondsPerWrite
  );
}
