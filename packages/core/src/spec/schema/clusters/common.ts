import { positiveInteger, text } from '../values.js';

// Keys that every cluster has.

export const setup = {
  ...text,
  examples: ['module load cuda'],
  description: 'Lines of shell that a job begins with. Default: none.',
} as const;

export const maxJobs = (byDefault: number | string) =>
  ({
    ...positiveInteger,
    examples: [4],
    description: `How many workers there are at most. Default: ${byDefault}.`,
  }) as const;
