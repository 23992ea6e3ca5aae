import type { MachineSpeed, OnProgress } from '@thaw/core';
import { latestCalibration } from '@thaw/execution/calibration';
import { openLauncher, stageSettings } from '../api/backend.js';
import type { Call } from '../api/call.js';
import type { Session } from '../api/open-session.js';
import { calibrate } from '../sweep/calibrate.js';
import { estimatedMachine, unmeasured, type EstimatedMachine } from '../sweep/estimate-sweep.js';

/** This machine, as far as times can be foretold of it. */
export interface KnownMachine extends Required<EstimatedMachine> {
  /** What was measured; none if times are only counted from operations. */
  readonly description: string | undefined;
}

/**
 * How fast this machine is: as the latest sweep has found, or else by a short measurement as before a first sweep, which
 * installs TensorFlow if it is missing. Without measuring it is taken for a slow one.
 */
export async function knownMachine(
  session: Session,
  call: Call,
  { measures }: { readonly measures: boolean },
): Promise<KnownMachine> {
  const { cacheFolder } = session.weightsPlaces;
  const known = await latestCalibration(cacheFolder);
  const calibration =
    known ?? (measures ? await measure(session, call, cacheFolder, call.onProgress) : undefined);
  if (!calibration) return { ...unmeasured, speed: assumedSpeed, description: undefined };
  return { ...estimatedMachine(calibration), description: calibration.machine.description };
}

async function measure(session: Session, call: Call, cacheFolder: string, onProgress: OnProgress) {
  const launcher = openLauncher(stageSettings({}, session, { modules: [], registry: {} }), call);
  try {
    return await calibrate(launcher, { cacheFolder, onProgress });
  } finally {
    await launcher.close();
  }
}

/** About half of what was measured with TensorFlow 2.21 on two cores of an AMD EPYC. */
export const assumedSpeed: MachineSpeed = {
  forward: { matrixFlops: 60e9, depthwiseFlops: 8e9, elementBytes: 100e9 },
  training: { matrixFlops: 45e9, depthwiseFlops: 7e9, elementBytes: 20e9 },
  secondsPerStep: 1e-3,
  secondsPerLayer: 0.02,
  decodesBeside: false,
  secondsPerStage: 0.05,
  secondsPerImage: 2e-3,
  secondsPerImageByte: 4e-8,
  secondsPerAugmentedPixel: 2e-7,
  diskBytes: 150e6,
  secondsPerWrite: 3e-3,
  corrections: {},
};
