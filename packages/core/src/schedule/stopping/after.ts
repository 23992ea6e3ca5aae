import { positiveInteger } from '../../spec/schema/values.js';

/** Of every method: nobody is judged by less. */
export const after = {
  ...positiveInteger,
  examples: [2],
  description: 'after how many epochs it decides first',
  default: 1,
} as const;

/** Of methods that compare with what others came to. */
export const startup = {
  ...positiveInteger,
  examples: [5],
  description: 'how many others must have come as far before it decides',
  default: 4,
} as const;
