import { defaults } from '../../defaults.js';
import { positiveInteger, text } from '../values.js';
import { maxJobs, setup } from './common.js';

/** What Slurm is asked for, for each worker. */
export const slurm = {
  type: 'object',
  description: 'What workers are asked for where Slurm has them, by `--launcher slurm`.',
  additionalProperties: false,
  properties: {
    partition: { ...text, examples: ['gpu'], description: "The partition. Default: the site's." },
    account: { ...text, examples: ['vision'], description: "Who is charged. Default: the user's." },
    qos: { ...text, examples: ['normal'], description: "The quality of service. Default: the site's." },
    gres: { ...text, examples: ['gpu:1'], description: 'GPUs, and whatever else nodes have. Default: none.' },
    cpus: { ...positiveInteger, examples: [8], description: "Cores of a worker. Default: the site's." },
    mem: {
      type: 'string',
      pattern: '^[1-9]\\d*[KMGT]?$',
      title: 'an amount of memory such as 32G',
      examples: ['32G'],
      description: 'Memory of a worker. Default: what the largest stage needs, by the plan.',
    },
    time: {
      type: 'string',
      pattern: '^(\\d+-\\d{1,2}(:\\d{2}){0,2}|\\d+(:\\d{2}){1,2})$',
      title: 'a time such as 2:00:00 or 1-12:00:00',
      examples: ['2:00:00'],
      description:
        "How long a worker may run; what it has not done by then another does. Default: the partition's.",
    },
    constraint: { ...text, examples: ['a100|h100'], description: 'What nodes must have. Default: nothing.' },
    setup,
    maxJobs: { ...maxJobs(defaults.slurm.maxJobs), default: defaults.slurm.maxJobs },
  },
} as const;
