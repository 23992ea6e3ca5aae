import { ThawError } from '@thaw/core';
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { KnownWorker } from '../queue/cluster-kind.js';
import { arraySize, jobFormat, linesOf, listedJobs, submittedJob, toldOfJob } from './slurm-answers.js';
import { meaningOf } from './slurm-reasons.js';

const run = promisify(execFile);

/** A controller that is busy takes its time. */
const patienceMs = 120_000;

/** By these Slurm says that a job is over, or ends just now. */
const over: ReadonlySet<string> = new Set([
  ...['BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'COMPLETING', 'DEADLINE', 'FAILED', 'NODE_FAIL'],
  ...['OUT_OF_MEMORY', 'PREEMPTED', 'REVOKED', 'SPECIAL_EXIT', 'TIMEOUT'],
]);

/** Jobs with this name that Slurm still lists, one for each of an array. */
export async function jobsNamed(name: string): Promise<readonly KnownWorker[]> {
  const user = String(userInfo().uid);
  const text = await ask('squeue', [
    '--noheader',
    '--array',
    '--user',
    user,
    '--name',
    name,
    '-o',
    jobFormat,
  ]);
  return listedJobs(text).map(({ name: job, state, reason, node }) => ({
    ...{ name: job, state },
    ...(node !== '' && { node }),
    ...(state === 'PENDING' && { waitsFor: meaningOf(reason) }),
    ...(over.has(state) && { isEnding: true }),
  }));
}

/** What the jobs of a sweep, or of a queue, are called. */
export const jobNames = (sweep: string) => ({
  workers: `thaw-${sweep}`,
  schedule: `thaw-${sweep}-schedule`,
});

/** The command that submits what a script says. */
export const submission = (parameters: readonly string[], script: string): readonly [string, ...string[]] => [
  'sbatch',
  '--parsable',
  ...parameters,
  script,
];

/** Submits what a script says, and returns the job's id. */
export async function submit(parameters: readonly string[], script: string): Promise<string> {
  const [program, ...words] = submission(parameters, script);
  const answer = await ask(program, words);
  const job = submittedJob(answer);
  if (job !== undefined) return job;
  throw new ThawError({
    code: 'THAW-SLURM-REFUSED',
    message: `${program} does not say which job it has submitted`,
    expected: 'a line with its id and nothing else',
    found: linesOf(answer).slice(0, 3).join('; ') || 'nothing',
    remedy: `see what ${program} --parsable prints here; squeue lists what was submitted`,
  });
}

/** Of jobs that are over by now nothing is said. Only of those that have the name: an id may be another's by now. */
export async function cancel(jobs: readonly string[], name: string): Promise<void> {
  if (jobs.length === 0) return;
  await ask('scancel', ['--quiet', '--name', name, ...jobs]).catch(() => '');
}

/** How many jobs an array may have here; 1 where there are no arrays. */
export const largestArray = async (): Promise<number> => arraySize(await ask('scontrol', ['show', 'config']));

/** What Slurm still says of a job, that may be over. */
export const describeJob = async (job: string): Promise<string | undefined> =>
  toldOfJob(await ask('scontrol', ['show', 'job', '--oneliner', job]).catch(() => ''));

/** Of a job that this is itself, nothing is to pass to those that it submits. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name === 'SLURM_CONF' || !/^SLURMD?_/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

async function ask(program: string, parameters: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, parameters, {
      ...{ timeout: patienceMs, maxBuffer: 2 ** 26 },
      env: ownEnvironment(),
    });
    return stdout;
  } catch (error) {
    throw problemOf(program, error as NodeJS.ErrnoException & { readonly stderr?: string });
  }
}

function problemOf(program: string, { code, message, stderr }: NodeJS.ErrnoException & { stderr?: string }) {
  if (code === 'ENOENT')
    return new ThawError({
      code: 'THAW-SLURM-NOT-HERE',
      message: 'Slurm cannot be reached from this machine',
      expected: 'sbatch, squeue, scancel and scontrol in PATH',
      found: `no ${program}`,
      remedy: 'give the command on a login node of the cluster, or leave --launcher slurm out',
    });
  const words = linesOf(stderr ?? '').map((line) => line.replace(/^\w+: error: /, ''));
  return new ThawError({
    code: 'THAW-SLURM-REFUSED',
    message: `${program} has failed`,
    found: words.join('; ') || message,
    remedy: 'see what launcher.slurm of the spec and of the site file asks for; sinfo lists partitions',
  });
}
