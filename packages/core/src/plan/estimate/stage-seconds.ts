import type { MachineSpeed } from './machine-speed.js';
import type { PieceOfCode, StageDemand } from './stage-demand.js';
import { secondsOf } from './work.js';

/**
 * A first estimate of what XLA takes for a layer that trains: 0.14 s for MobileNetV2 on two cores that others used as well
 * (docs/engine.md).
 */
const unmeasuredCompiling = 0.15;

/** How long a demand takes at a machine's speed, before any correction. */
export function rawSeconds(demand: StageDemand, speed: Omit<MachineSpeed, 'corrections'>): number {
  const { forward, training, secondsPerLayer } = (demand.precision === 'bfloat16' && speed.bfloat16) || speed;
  const computing =
    secondsOf(demand.forward, forward) +
    secondsOf(demand.training, training) +
    demand.steps * speed.secondsPerStep +
    demand.augmentedPixels * speed.secondsPerAugmentedPixel;
  const decoding =
    demand.decodedImages * speed.secondsPerImage + demand.decodedBytes * speed.secondsPerImageByte;
  return (
    (speed.decodesBeside ? Math.max(computing, decoding) : computing + decoding) +
    (demand.steps > 0 ? speed.secondsPerStage : 0) +
    demand.loadedLayers * secondsPerLayer +
    layersOf(demand.codes) * (speed.secondsPerCompiledLayer ?? unmeasuredCompiling) +
    demand.writtenBytes / speed.diskBytes +
    demand.writes * speed.secondsPerWrite
  );
}

const layersOf = (codes: readonly PieceOfCode[]): number =>
  codes.reduce((sum, { layers }) => sum + layers, 0);
