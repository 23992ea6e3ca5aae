import { shortHash } from '@thaw/core';
import { readdir } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-file.js';
import { readState, stateText } from '../files/state-file.js';
import type { Calibration, Machine } from './calibration.js';
import { calibrationShape } from './calibration-shape.js';

/** What this process runs on. */
export const thisCpu = (): Pick<Machine, 'cpu' | 'threads'> => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  threads: availableParallelism(),
});

const folderIn = (cacheFolder: string) => join(cacheFolder, 'calibration');

/** Raised when other things are measured; what was measured by the old way is not read any more. */
const version = 4;

/** One file a machine: a cache folder may be shared by several. */
const fileFor = (cacheFolder: string, machine: Machine) =>
  join(folderIn(cacheFolder), `${machine.backend}-v${version}-${shortHash(machine)}.json`);

/** None if the machine was never measured, or its file is damaged. */
export const readCalibration = (cacheFolder: string, machine: Machine): Promise<Calibration | undefined> =>
  readFrom(fileFor(cacheFolder, machine));

/** In a cache that can only be read, as one that many share, nothing is learned, and the machine is measured again. */
export const writeCalibration = (cacheFolder: string, calibration: Calibration): Promise<void> =>
  writeFileAtomically(fileFor(cacheFolder, calibration.machine), stateText(calibration)).catch(
    () => undefined,
  );

/** What a calibration is looked for that is of any engine, or of one that computes on this. */
export interface CalibratedFor {
  readonly onGpu?: boolean;
  /** `auto`: whichever. */
  readonly backend?: string;
  /** How many share the machine. Default: one has it for itself. */
  readonly workers?: number;
}

/** The one that the latest sweep on this processor used, or on its GPU: what the next will most likely compute with. */
export async function latestCalibration(
  cacheFolder: string,
  { onGpu, backend = 'auto', workers = 1 }: CalibratedFor = {},
): Promise<Calibration | undefined> {
  const here = thisCpu();
  const names = await readdir(folderIn(cacheFolder)).catch(() => []);
  const all = await Promise.all(
    names
      .filter((name) => name.includes(`-v${version}-`) && name.endsWith('.json'))
      .map((name) => readFrom(join(folderIn(cacheFolder), name))),
  );
  return all
    .filter((each) => each !== undefined)
    .filter(({ machine }) => machine.cpu === here.cpu && machine.threads === here.threads)
    .filter(({ machine }) => (machine.workers ?? 1) === workers)
    .filter(({ machine }) => onGpu === undefined || onGpu === (machine.device === 'gpu'))
    .filter(({ machine }) => backend === 'auto' || backend === machine.backend)
    .toSorted((a, b) => b.usedMs - a.usedMs)[0];
}

const readFrom = (file: string) => readState<Calibration>(file, calibrationShape);
