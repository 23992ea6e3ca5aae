import type { OnProgress } from '@thaw/core';
import type { LocalLauncher } from '../worker/local-launcher.js';
import type { Calibration } from './calibration.js';
import { readCalibration, thisCpu, writeCalibration } from './calibration-file.js';

/** What is known of this machine with the launcher's backend; measured by a short run the first time. */
export async function calibrate(
  launcher: LocalLauncher,
  cacheFolder: string,
  onProgress: OnProgress,
): Promise<Calibration> {
  const { engine, backend, description } = await launcher.open();
  const machine = { engine, backend, description, ...thisCpu() };
  const known = await readCalibration(cacheFolder, machine);
  if (known) return known;
  onProgress({ label: `measuring the speed of ${description}, once` });
  const calibration = { machine, speed: await launcher.measureSpeed(), ratios: {}, usedMs: Date.now() };
  await writeCalibration(cacheFolder, calibration);
  return calibration;
}
