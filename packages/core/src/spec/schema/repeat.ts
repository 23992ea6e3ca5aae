import { redrawn } from '../../training/redrawn.js';
import { defaults } from '../defaults.js';
import { positiveInteger } from './values.js';

export const repeat = {
  type: 'object',
  description: 'Does every configuration several times, so that it is known how far results scatter.',
  additionalProperties: false,
  properties: {
    seeds: {
      ...positiveInteger,
      maximum: 100,
      examples: [5],
      description: `How many times; the first is the run that there is without repeats. Default ${defaults.repeat.seeds}.`,
      default: defaults.repeat.seeds,
    },
    redraw: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { enum: redrawn },
      title: `a list of ${redrawn.join(', ')}`,
      examples: [['head', 'order']],
      description: `What each draws anew: split: which images validate, never which test; head: its first weights; order: of the images, and what live augmentation makes of them; dropout: what it leaves out. Default: all.`,
      default: defaults.repeat.redraw,
    },
    number: {
      ...positiveInteger,
      examples: [2],
      description: 'Only this one of them, from 1. Default: all of them.',
    },
  },
} as const;
