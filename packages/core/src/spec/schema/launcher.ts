import { ray } from './clusters/ray.js';
import { slurm } from './clusters/slurm.js';
import { ssh } from './clusters/ssh.js';

/** What computes for those who ask: one entry a kind of cluster, and one of the same name in `@thaw/execution` (`launcher/clusters.ts`). */
export const clusters = { slurm, ssh, ray } as const;

export const launcher = {
  type: 'object',
  description: 'What a cluster is asked for; which one computes is said by `--launcher`. Default: nothing.',
  additionalProperties: false,
  properties: clusters,
} as const;
