import { defaults } from './defaults.js';
import { data } from './schema/data.js';
import { backbone, features, head, loss } from './schema/model.js';
import { launcher } from './schema/launcher.js';
import { phase } from './schema/phase.js';
import { repeat } from './schema/repeat.js';
import { schedule } from './schema/schedule.js';
import { sweep, tracking } from './schema/sweep.js';
import { writtenCompilations } from './compilation.js';
import { writtenPrecisions } from './precision.js';
import { positiveInteger, text } from './schema/values.js';

/**
 * The one source of the spec: `ajv` validates by it, the type `Spec` derives from it, `packages/core/spec.schema.json`
 * (for editors) and the tables of `docs/spec.md` are emitted from it. Descriptions show up as editor help and end
 * with the default; examples show up in remedies; a title says what a pattern means.
 */
export const specSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Thaw experiment',
  description:
    'An experiment: a pretrained network, the schedule by which its layers thaw, and what to sweep.',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'data', 'backbone', 'phases'],
  properties: {
    $schema: {
      ...text,
      examples: ['../node_modules/@thaw/core/spec.schema.json'],
      description: 'For editors: where this schema lies.',
    },
    name: { ...text, examples: ['flowers'], description: 'What the sweep is called.' },
    seed: {
      type: 'integer',
      minimum: 0,
      maximum: 4294967295,
      examples: [defaults.seed],
      description: `Drives split, order, head, dropout and random sweeps. Default ${defaults.seed}.`,
      default: defaults.seed,
    },
    data,
    backbone,
    head,
    loss,
    batchSize: {
      ...positiveInteger,
      examples: [defaults.batchSize],
      description: `Images a step. Default ${defaults.batchSize}.`,
      default: defaults.batchSize,
    },
    features,
    precision: {
      enum: writtenPrecisions,
      description: `What activations are computed in; trained weights stay float32. Default ${defaults.precision}; on a GPU that has it tensorfloat32. auto: the faster of that and bfloat16, measured here once for what the runs compute.`,
      default: defaults.precision,
    },
    memory: {
      enum: ['keep', 'rematerialise'],
      description: `rematerialise computes activations again in the backward pass: larger batches fit. Default ${defaults.memory}.`,
      default: defaults.memory,
    },
    compile: {
      enum: writtenCompilations,
      description: `always has XLA compile what is computed: seconds once, then faster on a GPU, and rounded otherwise. Default ${defaults.compile}. auto: whichever takes less, compiling included, measured here once for what the runs compute.`,
      default: defaults.compile,
    },
    phases: {
      type: 'array',
      minItems: 1,
      items: phase,
      description: 'The freeze schedule: phases in order, each from the weights of the one before.',
    },
    repeat,
    sweep,
    tracking,
    schedule,
    launcher,
  },
} as const;
