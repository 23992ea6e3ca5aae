import type { Launcher, OnProgress } from '@thaw/core';
import {
  type Calibration,
  isQuiet,
  readCalibration,
  thisCpu,
  writeCalibration,
} from '@thaw/execution/calibration';

/**
 * What is known of this machine with the launcher's backend; measured by a short run the first time. Nothing where the
 * launcher cannot have it measured.
 */
export async function calibrate(
  launcher: Pick<Launcher, 'open' | 'measureSpeed'>,
  cacheFolder: string,
  onProgress: OnProgress,
  again = false,
): Promise<Calibration | undefined> {
  if (!launcher.measureSpeed) return undefined;
  const { engine, backend, description, memory } = await launcher.open();
  const onGpu = memory?.gpuBytes !== undefined && ({ device: 'gpu' } as const);
  const machine = { engine, backend, description, ...onGpu, ...thisCpu() };
  const known = await readCalibration(cacheFolder, machine);
  // What was measured beside other work is measured again once there is none; what it was corrected by went with it.
  if (known && !again && (known.isQuiet || !isQuiet())) return known;
  onProgress({ label: `measuring the speed of ${description}, once` });
  const calibration = {
    ...{ machine, speed: await launcher.measureSpeed(), isQuiet: isQuiet() },
    ...{ ratios: {}, usedMs: Date.now() },
  };
  await writeCalibration(cacheFolder, calibration);
  return calibration;
}
