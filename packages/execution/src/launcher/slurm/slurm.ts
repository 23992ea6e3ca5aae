import { defaults } from '@thaw/core';
import type { ClusterKind } from '../queue/cluster-kind.js';
import { slurmDriver } from './slurm-driver.js';
import { SlurmStarter } from './slurm-starter.js';

/** Workers are jobs, by `sbatch`, `squeue`, `scancel` and `scontrol`; nothing is asked of accounting. */
export const slurm: ClusterKind<'slurm'> = {
  name: 'slurm',
  title: 'Slurm',
  profile: (asks, plan) => ({
    mem: `${plan.mebibytes(asks.gres?.startsWith('gpu') ?? false)}M`,
    ...defaults.slurm,
    ...asks,
  }),
  starter: (queue) => new SlurmStarter(queue),
  driver: slurmDriver,
};
