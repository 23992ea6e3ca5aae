import { factNames, metricNames, objectives } from '../../task/metrics.js';
import { defaults } from '../defaults.js';
import type { SearchMethod } from '../../sweep/methods/search-method.js';
import type { StopMethod } from '../../schedule/stopping/stop-method.js';
import { stopMethods } from '../../schedule/stopping/stop-methods.js';
import { searchMethods } from '../../sweep/methods/search-methods.js';
import { namesOf, settingsSchema } from '../kinds.js';
import { positiveInteger, text } from './values.js';

const pair = { type: 'array', minItems: 2, maxItems: 2 } as const;
const methods = Object.entries<SearchMethod>(searchMethods);
const ofLast = Object.entries<StopMethod>(stopMethods)
  .filter(([, { ofLastPhase }]) => ofLastPhase)
  .map(([name]) => name)
  .join(', ');
const steppers = methods.filter(([, { draws }]) => !draws).map(([name]) => name);

const learners = methods
  .filter(([, { learns }]) => learns)
  .map(([name]) => name)
  .join(', ');

const steps = {
  type: 'integer',
  minimum: 2,
  examples: [5],
  description: `${steppers.join(', ')}: points, ends included. Default ${defaults.sweep.steps} (int: every whole number).`,
} as const;

const when = {
  type: 'object',
  minProperties: 1,
  additionalProperties: {},
  examples: [{ 'phases.fine-tune.optimizer.name': 'sgd' }],
  description:
    'The parameter is there only where others of the sweep have these values: one, or one of a list.',
} as const;

const space = {
  description: 'Values to try: a list, or a range to draw from.',
  oneOf: [
    { type: 'array', minItems: 1, items: {} },
    {
      type: 'object',
      additionalProperties: false,
      required: ['choice'],
      properties: {
        choice: {
          type: 'array',
          minItems: 1,
          items: {},
          description: 'One of these, the same as a plain list.',
        },
        when,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['uniform'],
      properties: {
        uniform: {
          ...pair,
          items: { type: 'number' },
          title: 'the two ends of a range, [low, high]',
          examples: [[0.1, 0.5]],
          description: 'Numbers from low to high, evenly.',
        },
        steps,
        step: {
          type: 'number',
          exclusiveMinimum: 0,
          examples: [0.1],
          description: 'Only low, low + step, low + 2 · step, …',
        },
        when,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['logUniform'],
      properties: {
        logUniform: {
          ...pair,
          items: { type: 'number', exclusiveMinimum: 0 },
          title: 'the two ends of a range above 0, [low, high]',
          examples: [[0.00001, 0.001]],
          description: 'Numbers from low to high, evenly on a logarithmic scale.',
        },
        steps,
        when,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['int'],
      properties: {
        int: {
          ...pair,
          items: { type: 'integer' },
          title: 'the two ends of a range of whole numbers, [low, high]',
          examples: [[1, 4]],
          description: 'Whole numbers from low to high, both included.',
        },
        steps,
        step: {
          ...positiveInteger,
          examples: [32],
          description: 'Only low, low + step, low + 2 · step, …',
        },
        when,
      },
    },
  ],
} as const;

const point = {
  type: 'object',
  minProperties: 1,
  additionalProperties: {},
} as const;

const stop = {
  type: 'object',
  description: 'Which runs are stopped because they are not worth going on with. Default: none.',
  additionalProperties: false,
  required: ['method'],
  properties: {
    method: {
      enum: namesOf(stopMethods),
      description: Object.entries<StopMethod>(stopMethods)
        .map(([name, { description }]) => `${name}: ${description}.`)
        .join(' '),
    },
    phase: {
      ...text,
      examples: ['fine-tune'],
      description: `In whose epochs runs are judged. Default: ${ofLast}: the last; otherwise those of all phases, counted through.`,
    },
    ...settingsSchema(stopMethods),
  },
} as const;

const budget = {
  type: 'object',
  description: 'What ends the sweep earlier; what has begun by then ends. Default: nothing.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    hours: {
      type: 'number',
      exclusiveMinimum: 0,
      examples: [3],
      description:
        'Of computing, over all executions: nothing is begun that would not end within them, as far as estimates say. Default: no limit.',
    },
    target: {
      type: 'number',
      examples: [0.95],
      description: 'What is as good by the objective is good enough. Default: nothing is.',
    },
  },
} as const;

const objective = {
  type: 'object',
  additionalProperties: false,
  required: ['metric'],
  properties: {
    metric: {
      enum: [...metricNames, ...factNames],
      examples: [objectives.validation],
      description: `A metric by its name in Keras; parameters: of the network and its head; gigaflops: 10⁹ operations for one image. Default ${objectives.validation} (without validation images: ${objectives.training}).`,
    },
    goal: {
      enum: ['maximize', 'minimize'],
      description: `Which way is better. Default: minimize a loss, ${factNames.join(' and ')}, maximize anything else.`,
    },
  },
} as const;

export const sweep = {
  type: 'object',
  description: 'Which settings to try, and how. Default: one run.',
  additionalProperties: false,
  properties: {
    method: {
      enum: namesOf(searchMethods),
      description: `${methods.map(([name, { description }]) => `${name}: ${description}. `).join('')}Default ${defaults.sweep.method}.`,
      default: defaults.sweep.method,
    },
    ...settingsSchema(searchMethods),
    from: {
      enum: ['journal'],
      description: `${learners}: what other sweeps of the store have come to in the same space is known to the search from the beginning, and not proposed again. Default: it knows nothing.`,
    },
    objective: {
      description:
        'What makes a run the best; or a list of several that count as much, and runs are ranked by Pareto fronts.',
      oneOf: [
        objective,
        {
          type: 'array',
          minItems: 2,
          maxItems: 4,
          items: objective,
          title: 'a list of two to four of them',
          examples: [[{ metric: objectives.validation }, { metric: 'parameters' }]],
        },
      ],
    },
    stop,
    budget,
    parameters: {
      type: 'object',
      description:
        'Any setting by its path, such as phases.fine-tune.optimizer.learningRate, with the values to try. Default: none, where networks are screened.',
      additionalProperties: space,
      minProperties: 1,
    },
    together: {
      type: 'array',
      items: {
        type: 'array',
        minItems: 2,
        items: text,
        title: 'a list of two parameters or more',
      },
      title: 'a list of groups of parameters',
      examples: [[['head.hidden', 'head.dropout']]],
      description:
        'Parameters whose lists go together: the first values, then the second, and so on. Default: every combination.',
    },
    include: {
      type: 'array',
      items: point,
      title: 'a list of points',
      examples: [[{ 'head.dropout': 0.2 }]],
      description: 'Points to try before all others, also such as lie outside. Default: none.',
    },
    exclude: {
      type: 'array',
      items: point,
      title: 'a list of points',
      examples: [[{ 'head.dropout': 0.2 }]],
      description: 'Points not to try: all that have the values of one of these. Default: none.',
    },
  },
} as const;

export const tracking = {
  type: 'object',
  description: 'Where runs are shown.',
  additionalProperties: false,
  properties: {
    experiment: {
      ...text,
      examples: ['flowers'],
      description: "The MLflow experiment. Default: the spec's name.",
    },
    uri: {
      ...text,
      examples: ['http://127.0.0.1:5000'],
      description: 'The MLflow server. Default: MLFLOW_TRACKING_URI.',
    },
    tags: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Tags on every run; no names that begin with mlflow. or thaw. Default: none.',
    },
    model: {
      enum: ['best', 'all', 'none'],
      description: `Of which runs the trained model is kept for use, and shown in MLflow: the best by the objective, all that finished, or none. Default ${defaults.tracking.model}.`,
      default: defaults.tracking.model,
    },
  },
} as const;
