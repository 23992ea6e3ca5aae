import { maxJobs, setup } from './common.js';

/** What ssh takes for a destination; none that it would take for an option. */
const host = {
  type: 'string',
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$',
  title: 'a host as ssh knows it, such as gpu1 or user@gpu1',
  examples: ['gpu1'],
} as const;

/** Hosts that ssh reaches. */
export const ssh = {
  type: 'object',
  description: 'Hosts on which workers are started, by `--launcher ssh`.',
  additionalProperties: false,
  properties: {
    hosts: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: {
        oneOf: [
          host,
          {
            type: 'object',
            required: ['host'],
            additionalProperties: false,
            properties: {
              host: { ...host, description: 'Its name, as in `~/.ssh/config`, or `user@name`.' },
              gpus: {
                type: 'array',
                minItems: 1,
                uniqueItems: true,
                items: { type: 'integer', minimum: 0 },
                examples: [[0, 1]],
                description:
                  'GPUs that each have a worker of their own, in the order of nvidia-smi. Default: one worker, with what the host has.',
              },
            },
          },
        ],
      },
      examples: [['gpu1', { host: 'user@gpu2', gpus: [0, 1] }]],
      description: 'Where workers run: hosts by their names, or with which of their GPUs.',
    },
    setup: { ...setup, examples: ['export THAW_CACHE=/data/thaw'] },
    maxJobs: maxJobs('as many as `hosts` have place for'),
  },
} as const;
