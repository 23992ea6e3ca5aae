import { defaults } from '../../defaults.js';
import { maxJobs, setup } from './common.js';

const amount = { type: 'number', exclusiveMinimum: 0 } as const;

/** What Ray is asked for, for each worker. */
export const ray = {
  type: 'object',
  description: 'What workers are asked for where Ray has them, by `--launcher ray`.',
  additionalProperties: false,
  properties: {
    address: {
      type: 'string',
      pattern: '^https?://[^\\s@]+$',
      title: 'an address such as http://head:8265, without a password',
      examples: ['http://head:8265'],
      description:
        'Where the dashboard of the cluster is. Default: `RAY_API_SERVER_ADDRESS` or `RAY_ADDRESS`, else this machine.',
    },
    cpus: {
      ...amount,
      examples: [8],
      description: `Cores that are set aside for a worker. Default: ${defaults.ray.cpus}.`,
      default: defaults.ray.cpus,
    },
    gpus: { ...amount, examples: [1], description: 'GPUs of a worker. Default: none.' },
    memory: {
      type: 'string',
      pattern: '^[1-9]\\d*[KMGT]$',
      title: 'an amount of memory such as 32G',
      examples: ['32G'],
      description:
        'Memory that is set aside for a worker. Default: what the largest stage needs, by the plan.',
    },
    resources: {
      type: 'object',
      title: 'amounts by the names of resources',
      additionalProperties: amount,
      examples: [{ 'accelerator_type:A100': 0.001 }],
      description: 'What else nodes must have, as they were started with. Default: nothing.',
    },
    setup,
    maxJobs: { ...maxJobs(defaults.ray.maxJobs), default: defaults.ray.maxJobs },
  },
} as const;
