import type { ClusterProfile } from '@thaw/core';
import { findNode, quoted, warningSeconds, workerVariables } from '../queue/worker-program.js';

export type SlurmProfile = ClusterProfile<'slurm'>;

/** Of a profile what `sbatch` is told by an option of this name; the compiler sees that none is forgotten. */
const options: Readonly<Record<Exclude<keyof SlurmProfile, 'setup' | 'maxJobs'>, string>> = {
  partition: 'partition',
  account: 'account',
  qos: 'qos',
  gres: 'gres',
  cpus: 'cpus-per-task',
  mem: 'mem',
  time: 'time',
  constraint: 'constraint',
};

/** What a profile asks `sbatch` for. */
export const asked = (profile: Partial<SlurmProfile>): readonly string[] =>
  Object.entries(options).flatMap(([key, option]) => {
    const value = profile[key as keyof typeof options];
    return value === undefined ? [] : [`--${option}=${value}`];
  });

/** What every job of Thaw is submitted with. Thaw itself goes on with what was broken off, so Slurm need not. */
export const always: readonly string[] = [
  '--no-requeue',
  '--open-mode=append',
  `--signal=B:USR1@${warningSeconds}`,
];

export interface ScriptOptions {
  /** Lines that it begins with. */
  readonly setup?: string | undefined;
  /** What submits a successor, where the job's time is over or it is preempted before the program is done. */
  readonly again?: readonly string[];
}

/** Done at once, as a job that is preempted has only moments. Of one that is cancelled Slurm knows no time of preemption. */
const successor = (again: readonly string[]): string => `
submit() { ${again.map(quoted).join(' ')}; }
preempted() { scontrol show job "$SLURM_JOB_ID" | grep -q 'PreemptTime=[0-9]'; }`;

/**
 * A script that runs a program of Node and hands it what Slurm signals. The shell catches `SIGUSR1` for Node, which would answer it by
 * opening a debugger.
 */
export const jobScript = (
  words: readonly string[],
  { setup = '', again }: ScriptOptions = {},
): string => `#!/bin/bash
${setup}
${findNode}
"$node" ${words.map(quoted).join(' ')} &
program=$!
stop() { kill -TERM "$program" 2>/dev/null; }${again ? successor(again) : ''}
trap 'stop${again ? '; preempted && submit' : ''}' TERM
trap 'stop${again ? '; submit' : ''}' USR1
while :; do
  wait "$program"
  status=$?
  kill -0 "$program" 2>/dev/null || break
done
exit "$status"
`;

/** Lines by which a worker knows who it is. Older versions of Slurm do not tell a job when it will end. */
export const toldByJob = `export ${workerVariables.name}="\${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}\${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}"
export ${workerVariables.node}="$SLURMD_NODENAME"
end() { local at; at=$(squeue --noheader --jobs "$SLURM_JOB_ID" --format %e) && [ -n "$at" ] && date --date "$at" +%s; }
export ${workerVariables.end}="\${SLURM_JOB_END_TIME:-$(end 2>/dev/null)}"`;

/** A path for `--output`, whose patterns begin with a percent sign. */
export const outputPath = (path: string): string => path.replaceAll('%', '%%');
