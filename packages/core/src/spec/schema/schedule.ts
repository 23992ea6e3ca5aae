import { defaults } from '../defaults.js';
import { text } from './values.js';

export const schedule = {
  type: 'object',
  description: 'When the spec is run by itself, as a night. Default: never.',
  additionalProperties: false,
  required: ['cron', 'timeZone'],
  properties: {
    cron: {
      ...text,
      examples: ['0 2 * * *'],
      description: 'Minute, hour, day of the month, month and day of the week, as cron has them.',
    },
    timeZone: {
      ...text,
      examples: ['Europe/Berlin'],
      description: 'Whose clocks `cron` is read on, an IANA name.',
    },
    catchUp: {
      enum: ['one', 'none'],
      description: `Whether the latest night that was missed is caught up. Default ${defaults.nights.catchUp}.`,
      default: defaults.nights.catchUp,
    },
    within: {
      type: 'string',
      pattern: '^[1-9]\\d{0,4}[mhd]$',
      title: 'a number of minutes, hours or days, such as 90m, 20h or 2d',
      examples: ['20h'],
      description: `For how long after it was due a missed night is caught up. Default ${defaults.nights.within}.`,
      default: defaults.nights.within,
    },
  },
} as const;
