import type { SlurmProfile } from '@thaw/core';

/** How long before the end of its time a job is told. */
export const warningSeconds = 60;

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
export const always = (warned = warningSeconds): readonly string[] => [
  '--no-requeue',
  '--open-mode=append',
  `--signal=B:USR1@${warned}`,
];

/** A word that a shell reads as it is. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export interface ScriptOptions {
  /** Lines that it begins with. */
  readonly setup?: string | undefined;
  /** What is run instead, of the same program of Node, where its time was over before it was done. */
  readonly again?: readonly string[];
}

/**
 * A script that runs a program of Node and hands it what Slurm signals. The shell catches `SIGUSR1` for Node, which would answer it by
 * opening a debugger.
 */
export const jobScript = (
  words: readonly string[],
  { setup = '', again }: ScriptOptions = {},
): string => `#!/bin/bash
${setup}
node=${quoted(process.execPath)}
[ -x "$node" ] || node=node
"$node" ${words.map(quoted).join(' ')} &
program=$!
trap 'kill -TERM "$program" 2>/dev/null' TERM
trap 'over=yes; kill -TERM "$program" 2>/dev/null' USR1
while :; do
  wait "$program"
  status=$?
  kill -0 "$program" 2>/dev/null || break
done
${again ? `[ -n "$over" ] && [ "$status" -ne 0 ] && exec "$node" ${again.map(quoted).join(' ')}\n` : ''}exit "$status"
`;

/** A path for `--output`, whose patterns begin with a percent sign. */
export const outputPath = (path: string): string => path.replaceAll('%', '%%');
