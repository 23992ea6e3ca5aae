import { shareBelowOne } from '../../spec/schema/values.js';

export const momentum = { ...shareBelowOne, examples: [0.9], default: 0 } as const;
export const epsilon = { type: 'number', exclusiveMinimum: 0, examples: [1e-7], default: 1e-7 } as const;
