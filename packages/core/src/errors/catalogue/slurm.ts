import type { Explanations } from './explanations.js';

/** Clusters that have Slurm. */
export const slurm = {
  'THAW-SLURM-NOT-HERE':
    '`--launcher slurm` submits jobs by `sbatch`, and asks `squeue`, `scancel` and `scontrol`; one of these is not in PATH. Give the command where you would submit a job.',
  'THAW-SLURM-REFUSED':
    'Slurm does not do what it was asked for, and its own words say why: a partition or an account that does not exist, a limit, a controller that does not answer. What is asked for is in `launcher.slurm` of the spec and of the site file (docs/clusters.md).',
} as const satisfies Explanations<'SLURM'>;
