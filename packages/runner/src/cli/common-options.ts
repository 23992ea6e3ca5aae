import type { OptionTable } from './option.js';

/** The spec and what is changed in it. */
export const specOptions = {
  spec: {
    kind: 'path',
    placeholder: 'FILE',
    required: true,
    positional: true,
    description: 'The experiment to read, a YAML file',
  },
  set: {
    kind: 'text',
    placeholder: 'PATH=VALUE',
    many: true,
    description: 'Override one value of the spec, for example --set batchSize=16 (repeatable)',
  },
} as const satisfies OptionTable;

/** Specs that a command takes one after another, and what is changed in each. */
export const specsOptions = {
  spec: {
    kind: 'text',
    placeholder: 'FILE',
    required: true,
    many: true,
    positional: true,
    description:
      'The experiment to read, a YAML file; or several, by name or by a glob in quotes (repeatable)',
  },
  set: specOptions.set,
} as const satisfies OptionTable;

export const storeOptions = {
  store: {
    kind: 'path',
    placeholder: 'DIR',
    orBucket: true,
    description: 'Where results are kept, a folder or s3://bucket/prefix (default: .thaw in the workspace)',
  },
} as const satisfies OptionTable;

/** Results of others. */
export const cacheOptions = {
  cache: {
    kind: 'text',
    placeholder: 'ADDRESS',
    description:
      'Take what others have computed from s3://bucket/prefix, and add what is computed here (default: THAW_REMOTE_CACHE); none: from nowhere',
  },
  cacheMode: {
    kind: 'choice',
    choices: ['read-write', 'read'],
    description:
      'read: take from the cache and add nothing (default: THAW_REMOTE_CACHE_MODE, else read-write)',
  },
} as const satisfies OptionTable;

/** How far what is remembered of the images is trusted. */
export const digestOptions = {
  rehash: {
    kind: 'flag',
    description: 'Read every image again, also those that seem not to have changed since they were hashed',
  },
} as const satisfies OptionTable;

/** One run of the store. */
export const runOptions = {
  run: {
    kind: 'text',
    placeholder: 'RUN',
    required: true,
    positional: true,
    description: 'The id of the run, or its beginning',
  },
} as const satisfies OptionTable;

export const jsonOptions = {
  json: { kind: 'flag', description: 'Print JSON instead of text' },
} as const satisfies OptionTable;

export const deviceOptions = {
  cpu: {
    kind: 'flag',
    excludes: ['gpu'],
    description: 'Use the CPU build of TensorFlow, whatever the machine has',
  },
  gpu: {
    kind: 'flag',
    excludes: ['cpu'],
    description: 'Use the CUDA build of TensorFlow, whatever the machine has',
  },
} as const satisfies OptionTable;

export const trackingOptions = {
  trackingUri: {
    kind: 'text',
    placeholder: 'URI',
    description: 'The MLflow server (default: MLFLOW_TRACKING_URI, else the one that the spec names)',
  },
} as const satisfies OptionTable;
