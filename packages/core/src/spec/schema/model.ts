import { listing } from '../../errors/listing.js';
import { weightsFileEndings } from '../../graph/weights-format.js';
import { poolNames, pools } from '../../model/pools.js';
import { preprocessings, type PreprocessingName } from '../../graph/preprocessing.js';
import { scoreNames, transferScores } from '../../transferability/transfer-scores.js';
import { defaults } from '../defaults.js';
import { modelFileEndings } from '../model-name.js';
import { positiveInteger, shareBelowOne, text } from './values.js';

/** In small letters or large ones. */
const anyEnding = (endings: readonly string[]): string =>
  `(${endings.map((ending) => ending.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`).replace('.', '\\.')).join('|')})$`;

const ofWeights = {
  sha256: {
    type: 'string',
    pattern: '^[0-9a-f]{64}$',
    title: '64 lower-case hexadecimal digits',
    description: 'Refuse the file unless it has this hash.',
  },
  record: {
    ...text,
    examples: ['dino'],
    description:
      'What the network was trained to that the file is of, by the tag of its weights record. Default: the one in the name of a repository, else the first with names for such a file.',
  },
} as const;

const weights = {
  description: `imagenet, random, a weights file, or a repository of the Hugging Face Hub. Default ${defaults.weights}; of a model, those in its file.`,
  default: defaults.weights,
  oneOf: [
    { enum: ['imagenet', 'random'] },
    {
      type: 'object',
      additionalProperties: false,
      required: ['file'],
      properties: {
        file: {
          ...text,
          examples: ['xception.weights.h5'],
          description: `A file of weights: ${listing(weightsFileEndings, 'or')}.`,
        },
        ...ofWeights,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['hub'],
      properties: {
        hub: {
          type: 'string',
          pattern: '^(?!.*\\.\\.)[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*$',
          title: 'a repository as ORGANISATION/NAME',
          examples: ['timm/vit_small_patch14_dinov2.lvd142m'],
          description: 'A repository of the Hugging Face Hub.',
        },
        revision: {
          type: 'string',
          pattern: '^(?!.*\\.\\.)[A-Za-z0-9][\\w./-]*$',
          title: 'the name of a branch or a tag, or a commit',
          default: defaults.hubRevision,
          examples: ['main'],
          description: `A branch, a tag, or a commit of it. Default ${defaults.hubRevision}.`,
        },
        ...ofWeights,
      },
    },
  ],
} as const;

const screen = {
  type: 'object',
  additionalProperties: false,
  required: ['screen'],
  properties: {
    screen: {
      type: 'array',
      minItems: 2,
      uniqueItems: true,
      items: text,
      title: 'a list of two networks or more',
      examples: [['xception', 'resnet50']],
      description: 'Networks of which the best by their features are swept, the others not.',
    },
    keep: {
      ...positiveInteger,
      examples: [3],
      description: `How many are swept. Default ${defaults.screen.keep}.`,
      default: defaults.screen.keep,
    },
    by: {
      enum: scoreNames,
      description: `${Object.entries(transferScores)
        .map(([name, meaning]) => `${name}: ${meaning}. `)
        .join('')}Default ${defaults.screen.by}.`,
      default: defaults.screen.by,
    },
  },
} as const;

export const backbone = {
  type: 'object',
  description: 'The pretrained network under the new classifier.',
  additionalProperties: false,
  anyOf: [{ required: ['name'] }, { required: ['model'] }],
  properties: {
    name: {
      examples: ['xception'],
      description:
        'A built-in network, such as xception, or a package; or several, of which the best are swept.',
      oneOf: [text, screen],
    },
    model: {
      type: 'string',
      pattern: anyEnding(modelFileEndings),
      title: `a file that ends in ${listing(modelFileEndings, 'or')}`,
      examples: ['flowers.keras'],
      description: 'A file that holds a model of Keras or TensorFlow.js, in place of `name`.',
    },
    output: {
      ...text,
      examples: ['block5_conv3'],
      description:
        'The layer of the model that gives the features. Default: the last that gives a map, so what classifies is left out.',
    },
    preprocessing: {
      enum: Object.keys(preprocessings) as readonly PreprocessingName[],
      description:
        'How the model sees pixels: none (0 to 255), unit (0 to 1), or a mode of Keras’s preprocess_input. Default: none, if it begins with a Rescaling or Normalization; else it is to be said.',
    },
    weights,
    imageSize: {
      ...positiveInteger,
      examples: [224],
      description: 'Side of the square input in pixels. Default: that of its weights.',
    },
  },
} as const;

export const head = {
  type: 'object',
  description: 'The new classifier: pooling, hidden ReLU layers, dropout, one logit a class.',
  additionalProperties: false,
  properties: {
    pool: {
      enum: ['auto', ...poolNames],
      description: `How the network's output becomes a row. ${Object.values(pools)
        .map(({ says }) => `${says}. `)
        .join('')}auto: as the network was trained. Default ${defaults.head.pool}.`,
      default: defaults.head.pool,
    },
    hidden: {
      type: 'array',
      items: positiveInteger,
      examples: [[256]],
      description: 'Units of the hidden layers. Default [].',
      default: defaults.head.hidden,
    },
    dropout: {
      ...shareBelowOne,
      examples: [0.2],
      description: `Before the classifier. Default ${defaults.head.dropout}.`,
      default: defaults.head.dropout,
    },
  },
} as const;

export const features = {
  type: 'object',
  description: 'How activations of the frozen layers are stored.',
  additionalProperties: false,
  properties: {
    precision: {
      enum: ['float32', 'float16'],
      description: `float16 halves the space, at a small loss of accuracy. Default ${defaults.features.precision}.`,
      default: defaults.features.precision,
    },
  },
} as const;

export const loss = {
  type: 'object',
  description: 'Softmax cross-entropy.',
  additionalProperties: false,
  properties: {
    labelSmoothing: {
      ...shareBelowOne,
      examples: [0.1],
      description: `As in Keras. Default ${defaults.loss.labelSmoothing}.`,
      default: defaults.loss.labelSmoothing,
    },
    classWeights: {
      description:
        'balanced (images / (classes · images of the class), over the training images), or a factor for each class by name. Default: 1 for every class.',
      oneOf: [
        { const: 'balanced' },
        { type: 'object', additionalProperties: { type: 'number', minimum: 0 }, minProperties: 1 },
      ],
    },
  },
} as const;
