import type { Launcher, OnProgress } from '@thaw/core';
import {
  type Calibration,
  isQuiet,
  readCalibration,
  thisCpu,
  writeCalibration,
} from '@thaw/execution/calibration';

export interface CalibrateOptions {
  readonly cacheFolder: string;
  readonly onProgress: OnProgress;
  /** Measure the machine though it was. */
  readonly again?: boolean;
  /** Whether XLA is to compile something, so that what it takes is measured too. */
  readonly compiles?: boolean;
}

/**
 * What is known of this machine with the launcher's backend; measured by a short run the first time. Nothing where the
 * launcher cannot have it measured.
 */
export async function calibrate(
  launcher: Pick<Launcher, 'capacity' | 'open' | 'measureSpeed' | 'measureCompiling'>,
  options: CalibrateOptions,
): Promise<Calibration | undefined> {
  const calibration = await measured(launcher, options);
  const { cacheFolder, onProgress, compiles = false } = options;
  if (!calibration || !compiles || !launcher.measureCompiling) return calibration;
  if (calibration.speed.secondsPerCompiledLayer !== undefined) return calibration;
  onProgress({ label: `measuring how ${calibration.machine.description} compiles, once` });
  const secondsPerCompiledLayer = await launcher.measureCompiling();
  const compiling = { ...calibration, speed: { ...calibration.speed, secondsPerCompiledLayer } };
  await writeCalibration(cacheFolder, compiling);
  return compiling;
}

async function measured(
  launcher: Pick<Launcher, 'capacity' | 'open' | 'measureSpeed'>,
  { cacheFolder, onProgress, again = false }: CalibrateOptions,
): Promise<Calibration | undefined> {
  if (!launcher.measureSpeed) return undefined;
  const { engine, backend, description, memory } = await launcher.open();
  const onGpu = memory?.gpuBytes !== undefined && ({ device: 'gpu' } as const);
  const shared = launcher.capacity > 1 && { workers: launcher.capacity };
  const machine = { engine, backend, description, ...onGpu, ...thisCpu(), ...shared };
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
