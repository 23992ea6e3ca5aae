import type { Explanations } from './explanations.js';

/** Clusters. */
export const slurm = {
  'THAW-SLURM-NOT-HERE':
    '`--launcher slurm` submits jobs by `sbatch`, and asks `squeue`, `scancel` and `scontrol`; one of these is not in PATH. Give the command where you would submit a job.',
  'THAW-SLURM-REFUSED':
    'Slurm does not do what it was asked for, and its own words say why: a partition or an account that does not exist, a limit, a controller that does not answer. What is asked for is in `launcher.slurm` of the spec and of the site file (docs/clusters.md).',
  'THAW-SLURM-WORKER-SILENT':
    'Jobs have started and ended, and nothing of theirs has come to the store. Most often the store, or Thaw itself, lies on a disk that only this machine has, or the lines of `launcher.slurm.setup` fail. Have both on the file system that all nodes share.',
  'THAW-SLURM-QUEUE-CLOSED':
    'The folder of the queue was closed, emptied or written by another process while the sweep was under way, so that its workers have ended. Another Thaw may execute the same sweep in the same store without seeing this one, or somebody has tidied up.',
  'THAW-SLURM-IN-VAIN':
    'Five workers in a row have taken a stage up and brought it no epoch further: they died, were preempted, or ran out of time. The run fails and the sweep goes on. An epoch has to fit in `launcher.slurm.time`, and a stage in `launcher.slurm.mem`.',
} as const satisfies Explanations<'SLURM'>;
