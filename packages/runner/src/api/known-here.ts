import { latestCalibration, machineSpeed } from '@thaw/execution/calibration';
import type { Known } from '../backbones/listed-backbone.js';
import type { Surroundings } from './options.js';
import { weightsPlaces } from './surroundings.js';

/** What is known of this machine without asking it: where weights lie, and how fast it was when it was measured last. */
export async function knownHere(
  surroundings: Required<Surroundings>,
): Promise<Known & { readonly machine?: string }> {
  const places = weightsPlaces(surroundings);
  const calibration = await latestCalibration(places.cacheFolder);
  return {
    weightsPlaces: places,
    ...(calibration && { speed: machineSpeed(calibration), machine: calibration.machine.description }),
  };
}
