import type { OnProgress } from '@thaw/core';
import type { StageWorker } from '../worker/stage-worker.js';
import type { Calibration } from './calibration.js';
import { readCalibration, thisCpu, writeCalibration } from './calibration-file.js';

/** What is known of this machine with the worker's backend; measured by a short run the first time. */
export async function calibrate(
  worker: StageWorker,
  cacheFolder: string,
  onProgress: OnProgress,
): Promise<Calibration> {
  const { engine, backend, description } = await worker.open();
  const machine = { engine, backend, description, ...thisCpu() };
  const known = await readCalibration(cacheFolder, machine);
  if (known) return known;
  onProgress({ label: `measuring the speed of ${description}, once` });
  const calibration = { machine, speed: await worker.measureSpeed(), ratios: {}, usedMs: Date.now() };
  await writeCalibration(cacheFolder, calibration);
  return calibration;
}
