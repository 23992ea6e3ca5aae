import { chmod } from 'node:fs/promises';
import { writeFileAtomically } from '../../files/atomic-file.js';
import type { DriverStarter } from '../queue/cluster-kind.js';
import { always, asked, jobScript, outputPath, type SlurmProfile } from './job-script.js';
import { cancel, jobNames, jobsNamed, submission, submit } from './slurm-commands.js';

/** It computes nothing: of 10,000 runs its process has 300 MB. */
const needs: Partial<SlurmProfile> = { cpus: 1, mem: '2G' };

/** The schedule of a sweep as a job, which then submits workers itself. */
export const slurmDriver: DriverStarter<'slurm'> = {
  async submit({ sweep, profile, cwd, words, script, log }) {
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
    return submit(parameters, script);
  },
  list: async (sweep) => (await jobsNamed(jobNames(sweep).schedule)).filter(({ isEnding }) => !isEnding),
  cancel: (jobs, sweep) => cancel(jobs, jobNames(sweep).schedule),
};
