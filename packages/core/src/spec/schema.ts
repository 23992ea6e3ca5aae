/**
 * The one source of the spec: `ajv` validates by it, the type `Spec` derives from it, and
 * `packages/core/spec.schema.json` (for editors) is emitted from it. Descriptions show up as editor help.
 */
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const positiveInteger = { type: 'integer', minimum: 1 } as const;
const metric = {
  enum: [
    'loss',
    'accuracy',
    'top_5_accuracy',
    'macro_f1',
    'val_loss',
    'val_accuracy',
    'val_top_5_accuracy',
    'val_macro_f1',
  ],
  description: 'A metric by its name in Keras.',
} as const;

const split = {
  type: 'object',
  description: 'Shares of the images held out, stratified by class, drawn by the seed; groups stay together.',
  additionalProperties: false,
  properties: {
    validation: { ...share, description: 'Share of the images for validation. Default 0.2.' },
    test: { ...share, description: 'Share of the images for the final test. Default 0.' },
  },
} as const;

const augment = {
  type: 'object',
  description: 'Random changes to training images.',
  additionalProperties: false,
  properties: {
    flip: { enum: ['none', 'horizontal', 'vertical', 'both'], description: 'Mirror at random. Default none.' },
    rotate: { type: 'number', minimum: 0, maximum: 180, description: 'Degrees, drawn from ±rotate. Default 0.' },
    zoom: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'Drawn from 1 ± zoom. Default 0.' },
    shift: { ...share, description: 'Share of the side, drawn from ±shift for each axis. Default 0.' },
    brightness: { ...share, description: 'Share of 255, drawn from ±brightness and added. Default 0.' },
    contrast: { ...share, description: 'Drawn from 1 ± contrast, around the mean of the image. Default 0.' },
    variants: {
      ...positiveInteger,
      description: 'K fixed augmented copies of each image instead of fresh ones, so that features can be stored.',
    },
  },
} as const;

const data = {
  type: 'object',
  description: 'Where the images are and how they are split.',
  additionalProperties: false,
  anyOf: [{ required: ['root'] }, { required: ['manifest'] }],
  properties: {
    root: {
      type: 'string',
      minLength: 1,
      description: 'A folder with one folder of images a class; or, with a manifest, where its paths start from.',
    },
    manifest: {
      type: 'string',
      minLength: 1,
      description: 'A CSV file with the columns path and label, and optionally split and group.',
    },
    split,
    augment,
    maxUnreadable: { ...share, description: 'The share of images that may be unreadable and are skipped. Default 0.01.' },
  },
} as const;

const backbone = {
  type: 'object',
  description: 'The pretrained network under the new classifier.',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, description: 'A built-in network, such as xception, or a package.' },
    weights: {
      description: 'imagenet (the default), random, or a Keras weights file.',
      oneOf: [
        { enum: ['imagenet', 'random'] },
        {
          type: 'object',
          additionalProperties: false,
          required: ['file'],
          properties: {
            file: { type: 'string', minLength: 1, description: 'A .h5, .weights.h5, .keras or .pth file.' },
            sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Refuse the file unless it has this hash.' },
          },
        },
      ],
    },
    imageSize: { ...positiveInteger, description: "Side of the square input in pixels. Default: the network's own." },
  },
} as const;

const head = {
  type: 'object',
  description: 'The new classifier: pooling, hidden ReLU layers, dropout, one logit a class.',
  additionalProperties: false,
  properties: {
    pool: { enum: ['avg', 'max', 'flatten'], description: 'How the last feature map becomes a vector. Default avg.' },
    hidden: { type: 'array', items: positiveInteger, description: 'Units of the hidden layers. Default none.' },
    dropout: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'Before the classifier. Default 0.' },
  },
} as const;

const loss = {
  type: 'object',
  description: 'Softmax cross-entropy.',
  additionalProperties: false,
  properties: {
    labelSmoothing: { type: 'number', minimum: 0, exclusiveMaximum: 1, description: 'As in Keras. Default 0.' },
    classWeights: {
      description: 'balanced, or a factor for each class by name.',
      oneOf: [
        { const: 'balanced' },
        { type: 'object', additionalProperties: { type: 'number', minimum: 0 }, minProperties: 1 },
      ],
    },
  },
} as const;

const trainable = {
  description: 'Which layers of the backbone train; the head always does. Default none.',
  oneOf: [
    { enum: ['none', 'all'] },
    {
      type: 'object',
      additionalProperties: false,
      required: ['last'],
      properties: { last: { ...positiveInteger, description: 'The last N blocks.' } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['from'],
      properties: { from: { type: 'string', minLength: 1, description: "This layer and all after it, in Keras's order." } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['layers'],
      properties: {
        layers: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', minLength: 1 },
          description: 'Layers by glob; a pattern that starts with ! takes layers away.',
        },
      },
    },
  ],
} as const;

const warmupEpochs = { type: 'number', minimum: 0, description: 'Epochs of linear rise from 0. Default 0.' } as const;
const scheduleNames = ['constant', 'cosine', 'exponential', 'plateau'] as const;

const schedule = {
  description: 'How the learning rate moves: a name, or an object with its settings. Default constant.',
  oneOf: [
    { enum: scheduleNames },
    {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: { enum: scheduleNames },
        warmupEpochs,
        minimum: { ...share, description: 'cosine and plateau: the least rate, as a share of the first. Default 0.' },
        rate: { type: 'number', exclusiveMinimum: 0, maximum: 1, description: 'exponential: factor an epoch. Default 0.9.' },
        metric: { ...metric, description: 'plateau: what must improve. Default val_loss.' },
        factor: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'plateau. Default 0.1.' },
        patience: { type: 'integer', minimum: 0, description: 'plateau: epochs without improvement. Default 3.' },
      },
    },
  ],
} as const;

const beta = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;
const optimizer = {
  type: 'object',
  description: "Update rule, with Keras's names and defaults.",
  additionalProperties: false,
  properties: {
    name: { enum: ['sgd', 'adam', 'adamw', 'rmsprop'], description: 'Default adam.' },
    learningRate: { type: 'number', exclusiveMinimum: 0, description: 'Default 0.001 (sgd: 0.01).' },
    schedule,
    momentum: { ...beta, description: 'sgd, rmsprop. Default 0.' },
    nesterov: { type: 'boolean', description: 'sgd. Default false.' },
    beta1: { ...beta, description: 'adam, adamw. Default 0.9.' },
    beta2: { ...beta, description: 'adam, adamw. Default 0.999.' },
    rho: { ...beta, description: 'rmsprop. Default 0.9.' },
    epsilon: { type: 'number', exclusiveMinimum: 0, description: 'adam, adamw, rmsprop. Default 1e-7.' },
    weightDecay: { type: 'number', minimum: 0, description: 'adamw. Default 0.004.' },
  },
} as const;

const phase = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'epochs'],
  properties: {
    name: {
      type: 'string',
      pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
      description: 'Unique; used in sweep paths and metric names.',
    },
    trainable,
    batchNorm: {
      enum: ['frozen', 'train'],
      description:
        "frozen (the default): inference mode, as trainable = False means for BatchNormalization in Keras. train: thawed ones learn.",
    },
    epochs: positiveInteger,
    optimizer,
    stop: {
      type: 'object',
      description: 'Ends the phase when the metric stops improving; the best epoch is restored.',
      additionalProperties: false,
      properties: {
        metric: { ...metric, description: 'What must improve. Default val_loss.' },
        patience: { ...positiveInteger, description: 'Epochs without improvement. Default 3.' },
        minDelta: { type: 'number', minimum: 0, description: 'Least change that counts. Default 0.' },
      },
    },
  },
} as const;

const range = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } as const;
const steps = { type: 'integer', minimum: 2, description: 'Points in a grid, ends included. Default 3.' } as const;
const space = {
  description: 'Values to try: a list, or a range to draw from.',
  oneOf: [
    { type: 'array', minItems: 1 },
    { type: 'object', additionalProperties: false, required: ['choice'], properties: { choice: { type: 'array', minItems: 1 } } },
    { type: 'object', additionalProperties: false, required: ['uniform'], properties: { uniform: range, steps } },
    { type: 'object', additionalProperties: false, required: ['logUniform'], properties: { logUniform: range, steps } },
    { type: 'object', additionalProperties: false, required: ['int'], properties: { int: range, steps } },
  ],
} as const;

const sweep = {
  type: 'object',
  description: 'Which settings to try, and how.',
  additionalProperties: false,
  required: ['parameters'],
  properties: {
    method: { enum: ['grid', 'random'], description: 'Default grid.' },
    runs: { ...positiveInteger, description: 'random: how many runs. Default 10.' },
    objective: {
      type: 'object',
      additionalProperties: false,
      required: ['metric'],
      properties: { metric, goal: { enum: ['maximize', 'minimize'] } },
      description: 'What makes a run the best. Default val_accuracy, maximize.',
    },
    parameters: {
      type: 'object',
      description: 'Any setting by its path, such as phases.fine-tune.optimizer.learningRate.',
      additionalProperties: space,
      minProperties: 1,
    },
  },
} as const;

const tracking = {
  type: 'object',
  description: 'Where runs are shown.',
  additionalProperties: false,
  properties: {
    experiment: { type: 'string', minLength: 1, description: "The MLflow experiment. Default: the spec's name." },
    uri: { type: 'string', minLength: 1, description: 'The MLflow server. Default: MLFLOW_TRACKING_URI.' },
    tags: { type: 'object', additionalProperties: { type: 'string' }, description: 'Tags on every run.' },
  },
} as const;

export const specSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Thaw experiment',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'data', 'backbone', 'phases'],
  properties: {
    name: { type: 'string', minLength: 1, description: 'What the sweep is called.' },
    seed: { type: 'integer', minimum: 0, maximum: 4294967295, description: 'Drives split, order, head and dropout. Default 42.' },
    data,
    backbone,
    head,
    loss,
    batchSize: { ...positiveInteger, description: 'Default 32.' },
    phases: { type: 'array', minItems: 1, items: phase, description: 'The freeze schedule.' },
    sweep,
    tracking,
  },
} as const;
