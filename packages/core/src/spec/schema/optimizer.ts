import { scheduleKinds } from '../../training/schedules/schedule-kinds.js';
import { optimizerKinds } from '../../training/optimizers/optimizer-kinds.js';
import { defaults } from '../defaults.js';
import { namesOf, settingsSchema } from '../kinds.js';

const schedule = {
  description: `How the learning rate moves: a name, or an object with its settings. Default ${defaults.schedule.name}.`,
  default: defaults.schedule.name,
  oneOf: [
    { enum: namesOf(scheduleKinds) },
    {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: { enum: namesOf(scheduleKinds), examples: ['cosine'], description: 'The curve.' },
        ...settingsSchema(scheduleKinds),
      },
    },
  ],
} as const;

const usualRate = optimizerKinds[defaults.optimizer.name].learningRate;
const otherRates = Object.entries(optimizerKinds)
  .filter(([, { learningRate }]) => learningRate !== usualRate)
  .map(([name, { learningRate }]) => `${name}: ${learningRate}`);

export const optimizer = {
  type: 'object',
  description: "Update rule, with Keras's names and defaults.",
  additionalProperties: false,
  properties: {
    name: {
      enum: namesOf(optimizerKinds),
      description: `The rule. Default ${defaults.optimizer.name}.`,
      default: defaults.optimizer.name,
    },
    learningRate: {
      type: 'number',
      exclusiveMinimum: 0,
      examples: [0.001],
      description: `Step size. Default ${usualRate} (${otherRates.join(', ')}).`,
    },
    schedule,
    ...settingsSchema(optimizerKinds),
  },
} as const;
