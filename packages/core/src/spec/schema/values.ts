import { metricNames } from '../../task/metrics.js';

export const share = { type: 'number', minimum: 0, maximum: 1 } as const;
export const shareBelowOne = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;
export const positiveInteger = { type: 'integer', minimum: 1 } as const;
export const text = { type: 'string', minLength: 1 } as const;
export const metric = { enum: metricNames } as const;
