import type { SlurmProfile } from '@thaw/core';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { stateText } from '../../files/state-file.js';
import { closedFile, driverFile, queueFolder, type DriverRecord } from '../../queue/index.js';
import { always, asked, jobScript, outputPath } from './job-script.js';
import { jobNames, submission, submit } from './slurm.js';

/** A sweep that goes on by itself. */
export interface Driven {
  readonly store: string;
  readonly sweep: string;
  /** As people know it. */
  readonly name: string;
  readonly profile: SlurmProfile;
  readonly cwd: string;
  /** Program and options of the schedule. */
  readonly words: readonly string[];
}

/** It computes nothing: of 10,000 runs its process has 300 MB. */
const needs: Partial<SlurmProfile> = { cpus: 1, mem: '2G' };

/** Submits the schedule of a sweep, which then submits workers itself. */
export async function submitDriver({
  store,
  sweep,
  name,
  profile,
  cwd,
  words,
}: Driven): Promise<DriverRecord & { readonly job: string }> {
  const queue = queueFolder(store, sweep);
  const script = join(queue, 'driver.sh');
  const log = join(queue, 'driver.log');
  // It needs no GPU, and lives longer than workers do.
  const { gres: _, constraint: __, time: ___, ...asks } = { ...profile, ...needs };
  const parameters = [
    ...[`--job-name=${jobNames(sweep).schedule}`, `--chdir=${cwd}`, `--output=${outputPath(log)}`],
    // One at a time: a successor begins once the one before has ended, however that takes.
    ...['--dependency=singleton', ...always, ...asked(asks)],
  ];
  const again = submission(parameters, script);
  await writeFileAtomically(script, jobScript(words, { setup: profile.setup, again }));
  await chmod(script, 0o755);
  // It is to be used again.
  await rm(closedFile(queue), { force: true });
  const job = await submit(parameters, script);
  const record: DriverRecord = { version: 1, name, log, submittedMs: Date.now() };
  await writeFileAtomically(driverFile(queue), stateText(record));
  return { ...record, job };
}
