import { defaults } from '../defaults.js';
import { metric, positiveInteger, share, shareBelowOne, text } from './values.js';

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

const scheduleNames = ['constant', 'cosine', 'exponential', 'plateau'] as const;
const schedule = {
  description: `How the learning rate moves: a name, or an object with its settings. Default ${defaults.schedule.name}.`,
  default: defaults.schedule.name,
  oneOf: [
    { enum: scheduleNames },
    {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: { enum: scheduleNames, examples: ['cosine'], description: 'The curve.' },
        warmupEpochs: {
          type: 'number',
          minimum: 0,
          examples: [1],
          description: `Epochs of linear rise from 0. Default ${defaults.schedule.warmupEpochs}.`,
          default: defaults.schedule.warmupEpochs,
        },
        minimum: {
          ...share,
          examples: [0.01],
          description: `cosine, plateau: the least rate, as a share of the first. Default ${defaults.schedule.minimum}.`,
          default: defaults.schedule.minimum,
        },
        rate: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          examples: [0.9],
          description: `exponential: factor an epoch. Default ${defaults.schedule.rate}.`,
          default: defaults.schedule.rate,
        },
        metric: {
          ...metric,
          description: `plateau: what must improve. Default ${defaults.schedule.metric}.`,
          default: defaults.schedule.metric,
        },
        factor: {
          type: 'number',
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          examples: [0.1],
          description: `plateau: factor at each plateau. Default ${defaults.schedule.factor}.`,
          default: defaults.schedule.factor,
        },
        patience: {
          type: 'integer',
          minimum: 0,
          examples: [3],
          description: `plateau: epochs without improvement. Default ${defaults.schedule.patience}.`,
          default: defaults.schedule.patience,
        },
      },
    },
  ],
} as const;

const optimizer = {
  type: 'object',
  description: "Update rule, with Keras's names and defaults.",
  additionalProperties: false,
  properties: {
    name: {
      enum: ['sgd', 'adam', 'adamw', 'rmsprop'],
      description: `The rule. Default ${defaults.optimizer.name}.`,
      default: defaults.optimizer.name,
    },
    learningRate: {
      type: 'number',
      exclusiveMinimum: 0,
      examples: [0.001],
      description: `Step size. Default ${defaults.learningRate.adam} (sgd: ${defaults.learningRate.sgd}).`,
    },
    schedule,
    momentum: {
      ...shareBelowOne,
      examples: [0.9],
      description: `sgd, rmsprop. Default ${defaults.optimizer.momentum}.`,
      default: defaults.optimizer.momentum,
    },
    nesterov: {
      type: 'boolean',
      description: `sgd with momentum. Default ${defaults.optimizer.nesterov}.`,
      default: defaults.optimizer.nesterov,
    },
    beta1: {
      ...shareBelowOne,
      examples: [0.9],
      description: `adam, adamw. Default ${defaults.optimizer.beta1}.`,
      default: defaults.optimizer.beta1,
    },
    beta2: {
      ...shareBelowOne,
      examples: [0.999],
      description: `adam, adamw. Default ${defaults.optimizer.beta2}.`,
      default: defaults.optimizer.beta2,
    },
    rho: {
      ...shareBelowOne,
      examples: [0.9],
      description: `rmsprop. Default ${defaults.optimizer.rho}.`,
      default: defaults.optimizer.rho,
    },
    epsilon: {
      type: 'number',
      exclusiveMinimum: 0,
      examples: [1e-7],
      description: `adam, adamw, rmsprop. Default ${defaults.optimizer.epsilon}.`,
      default: defaults.optimizer.epsilon,
    },
    weightDecay: {
      type: 'number',
      minimum: 0,
      examples: [0.004],
      description: `adamw: decoupled, on every trained weight. Default ${defaults.optimizer.weightDecay}.`,
      default: defaults.optimizer.weightDecay,
    },
  },
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
