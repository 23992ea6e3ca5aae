import { augmentSettings } from '../../augment/image-operations.js';
import { interpolations } from '../../resize/resize.js';
import { resizeModeNames, resizeModes } from '../../resize/resize-modes.js';
import { defaults } from '../defaults.js';
import { settingsSchema } from '../kinds.js';
import { positiveInteger, share, text } from './values.js';

const split = {
  type: 'object',
  description: 'Shares of the images held out, stratified by class, drawn by the seed; groups stay together.',
  additionalProperties: false,
  properties: {
    validation: {
      ...share,
      examples: [0.2],
      description: `Share of the images for validation. Default ${defaults.split.validation}.`,
      default: defaults.split.validation,
    },
    test: {
      ...share,
      examples: [0.1],
      description: `Share of the images for the final test. Default ${defaults.split.test}.`,
      default: defaults.split.test,
    },
    folds: {
      type: 'integer',
      minimum: 2,
      maximum: 100,
      examples: [5],
      description:
        'Divides what is not for the test into so many parts; each validates in a run of its own, in place of `validation`. Default: one run.',
    },
    fold: {
      ...positiveInteger,
      examples: [1],
      description: 'Only the run in which this part validates, from 1. Default: all of them.',
    },
  },
} as const;

const augment = {
  type: 'object',
  description: 'Random changes to training images.',
  additionalProperties: false,
  properties: {
    ...settingsSchema({ augment: { settings: augmentSettings } }),
    variants: {
      ...positiveInteger,
      examples: [4],
      description:
        'K fixed augmented copies of each image instead of fresh ones, so that features can be stored. Default: fresh ones in each epoch.',
    },
  },
} as const;

const modes = ['auto', ...resizeModeNames] as const;

const meanings = Object.entries(resizeModes).map(([mode, { meaning }]) => `${mode}: ${meaning}.`);

const resize = {
  description: `How images of other proportions meet the square that the network takes: a mode, or an object with its settings. Default ${defaults.resize.mode}.`,
  default: defaults.resize.mode,
  oneOf: [
    { enum: modes },
    {
      type: 'object',
      additionalProperties: false,
      required: ['mode'],
      properties: {
        mode: {
          enum: modes,
          examples: ['crop'],
          description: `auto: as the network was trained, by the record of its weights. ${meanings.join(' ')}`,
        },
        cropFraction: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          examples: [0.875],
          description: `crop: which part of the shorter side is left. Default: that of the weights' record, if it says one, else ${defaults.resize.cropFraction}.`,
        },
        interpolation: {
          enum: interpolations,
          examples: ['bicubic'],
          description:
            "stretch, crop, letterbox: the kernel between pixels, as PIL has it. Default: that of the weights' record.",
        },
        colour: {
          type: 'array',
          items: { type: 'integer', minimum: 0, maximum: 255 },
          minItems: 3,
          maxItems: 3,
          title: 'three whole numbers from 0 to 255',
          examples: [[0, 0, 0]],
          description:
            "letterbox: red, green and blue of the bars. Default: the mean colour of the weights' record.",
        },
      },
    },
  ],
} as const;

export const data = {
  type: 'object',
  description: 'Where the images are and how they are split.',
  additionalProperties: false,
  anyOf: [{ required: ['root'] }, { required: ['manifest'] }],
  properties: {
    root: {
      ...text,
      examples: ['../data/flowers'],
      description:
        "A folder with one folder of images a class; or, with a manifest, where its paths start from. Default: the manifest's folder.",
    },
    manifest: {
      ...text,
      examples: ['labels.csv'],
      description: 'A CSV file with the columns path and label, and optionally split and group.',
    },
    split,
    resize,
    augment,
    maxUnreadable: {
      examples: [0.01],
      description: `How many images may be unreadable and are skipped: a share of all, rounded up to whole images, or a count. Default ${defaults.maxUnreadable}.`,
      oneOf: [
        share,
        {
          type: 'object',
          additionalProperties: false,
          required: ['count'],
          properties: {
            count: { type: 'integer', minimum: 0, examples: [3], description: 'Images, not a share.' },
          },
        },
      ],
      default: defaults.maxUnreadable,
    },
    maxPixels: {
      ...positiveInteger,
      examples: [300_000_000],
      description: `How many pixels an image may have; a larger one is an error. Default ${defaults.maxPixels}.`,
      default: defaults.maxPixels,
    },
  },
} as const;
