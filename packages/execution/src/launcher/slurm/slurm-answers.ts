// What Slurm's commands print. Sites wrap them, and have them print more.

/** What Slurm knows of a job, or of one of an array: those that are over it forgets within minutes. */
export interface ListedJob {
  /** `12`, or `12_3` of an array. */
  readonly name: string;
  readonly state: string;
  /** Why it waits. */
  readonly reason: string;
  readonly node: string;
}

/** What is asked of `squeue` for each job. */
export const jobFormat = '%i|%T|%r|%N';

/** Of `squeue`, asked for `jobFormat`. */
export const listedJobs = (text: string): readonly ListedJob[] =>
  linesOf(text).flatMap((line) => {
    const [, name, state, reason, node] = /^(\d[^|]*)\|([A-Z_]+)\|(.*)\|([^|]*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, state: state!, reason: reason!, node: node! }];
  });

/** The job's id, of `sbatch --parsable`. On a federation the cluster's name follows. */
export const submittedJob = (text: string): string | undefined =>
  linesOf(text)
    .flatMap((line) => /^(\d+)(?:;.*)?$/.exec(line)?.[1] ?? [])
    .at(-1);

/** How many jobs an array may have, of `scontrol show config`; 1 where there are no arrays. */
export const arraySize = (config: string): number =>
  Math.max(1, Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(config)?.[1] ?? 1));

/** The telling parts of `scontrol show job --oneliner`. */
export function toldOfJob(text: string): string | undefined {
  const said = ['JobState', 'Reason', 'ExitCode', 'NodeList'].flatMap((key) => {
    const value = new RegExp(` ${key}=(\\S+)`).exec(text)?.[1];
    return value && value !== 'None' && value !== '(null)' ? `${key}=${value}` : [];
  });
  return said.length > 0 ? said.join(' ') : undefined;
}

export const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
