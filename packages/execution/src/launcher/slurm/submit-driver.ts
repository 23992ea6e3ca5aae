import type { SlurmProfile } from '@thaw/core';
import { join } from 'node:path';
import { chmod } from 'node:fs/promises';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { stateText } from '../../files/state-file.js';
import { driverFile, queueFolder, type DriverRecord } from '../../queue/index.js';
import { always, asked, jobScript, outputPath } from './job-script.js';
import { submit } from './slurm.js';

/** A sweep that goes on by itself. */
export interface Driven {
  readonly store: string;
  readonly sweep: string;
  readonly profile: SlurmProfile;
  readonly cwd: string;
  /** Program and options of the schedule. */
  readonly words: readonly string[];
  /** What submits it anew, where its time is over. */
  readonly again: readonly string[];
}

/** It computes nothing. */
const needs: Partial<SlurmProfile> = { cpus: 1, mem: '4G' };
/** It is told so early that its time will be over, as to submit it anew takes a plan. */
const warnedSeconds = 300;

/** Submits the schedule of a sweep, which then submits workers itself. */
export async function submitDriver({
  store,
  sweep,
  profile,
  cwd,
  words,
  again,
}: Driven): Promise<DriverRecord> {
  const queue = queueFolder(store, sweep);
  const script = join(queue, 'driver.sh');
  await writeFileAtomically(script, jobScript(words, { setup: profile.setup, again }));
  await chmod(script, 0o755);
  // It needs no GPU.
  const { gres: _, constraint: __, ...asks } = { ...profile, ...needs };
  const log = join(queue, 'driver.log');
  const job = await submit(
    [
      ...[`--job-name=thaw-${sweep}-schedule`, `--chdir=${cwd}`, `--output=${outputPath(log)}`],
      ...[...always(warnedSeconds), ...asked(asks)],
    ],
    script,
  );
  const record: DriverRecord = { version: 1, job, submittedMs: Date.now(), log };
  await writeFileAtomically(driverFile(queue), stateText(record));
  return record;
}
