import { defaults } from '../defaults.js';
import { optimizer } from './optimizer.js';
import { metric, positiveInteger, text } from './values.js';

const trainable = {
  description: `Which layers of the backbone train; the head always does. Default ${defaults.trainable}.`,
  default: defaults.trainable,
  oneOf: [
    { enum: ['none', 'all'] },
    {
      type: 'object',
      additionalProperties: false,
      required: ['last'],
      properties: { last: { ...positiveInteger, examples: [2], description: 'The last N blocks.' } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['from'],
      properties: {
        from: {
          ...text,
          examples: ['block14_sepconv1'],
          description: "This layer and all after it, in Keras's order.",
        },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['layers'],
      properties: {
        layers: {
          type: 'array',
          minItems: 1,
          items: text,
          examples: [['block14_*', '!*_bn']],
          description: 'Layers by glob; a pattern that starts with ! takes layers away.',
        },
      },
    },
  ],
} as const;

const stop = {
  type: 'object',
  description:
    'Ends the phase when the metric stops improving; the best epoch is restored. Default: all epochs are run.',
  additionalProperties: false,
  properties: {
    metric: {
      ...metric,
      description: `What must improve. Default ${defaults.stop.metric}.`,
      default: defaults.stop.metric,
    },
    patience: {
      ...positiveInteger,
      examples: [3],
      description: `Epochs without improvement. Default ${defaults.stop.patience}.`,
      default: defaults.stop.patience,
    },
    minDelta: {
      type: 'number',
      minimum: 0,
      examples: [0.001],
      description: `Least change that counts. Default ${defaults.stop.minDelta}.`,
      default: defaults.stop.minDelta,
    },
  },
} as const;

export const phase = {
  type: 'object',
  description: 'One step of the freeze schedule: what trains, for how long, and how.',
  additionalProperties: false,
  required: ['name', 'epochs'],
  properties: {
    name: {
      type: 'string',
      pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
      title: 'a name of letters, digits, - and _ that starts with a letter',
      examples: ['fine-tune'],
      description: 'Unique; used in sweep paths and metric names.',
    },
    trainable,
    batchNorm: {
      enum: ['frozen', 'train'],
      description: `frozen: inference mode, as trainable = False means for BatchNormalization in Keras. train: thawed ones learn. Default ${defaults.batchNorm}.`,
      default: defaults.batchNorm,
    },
    epochs: { ...positiveInteger, examples: [10], description: 'Times that every training image is seen.' },
    optimizer,
    stop,
  },
} as const;
