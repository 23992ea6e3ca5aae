/**
 * What holds where a spec says nothing: the schema's descriptions quote this table, `resolveRun` fills in from it.
 * Two defaults depend on other settings and are said in words: the image size is the network's own, and the root of
 * a manifest is its folder.
 */
export const defaults = {
  seed: 42,
  batchSize: 32,
  split: { validation: 0.2, test: 0 },
  maxUnreadable: 0.01,
  augment: { flip: 'none', rotate: 0, zoom: 0, shift: 0, brightness: 0, contrast: 0 },
  weights: 'imagenet',
  head: { pool: 'avg', hidden: [], dropout: 0 },
  loss: { labelSmoothing: 0 },
  features: { precision: 'float32' },
  precision: 'float32',
  memory: 'keep',
  trainable: 'none',
  batchNorm: 'frozen',
  optimizer: {
    name: 'adam',
    momentum: 0,
    nesterov: false,
    beta1: 0.9,
    beta2: 0.999,
    rho: 0.9,
    epsilon: 1e-7,
    weightDecay: 0.004,
  },
  /** Keras's, by optimizer. */
  learningRate: { sgd: 0.01, adam: 0.001, adamw: 0.001, rmsprop: 0.001 },
  schedule: {
    name: 'constant',
    warmupEpochs: 0,
    minimum: 0,
    rate: 0.9,
    metric: 'val_loss',
    factor: 0.1,
    patience: 3,
  },
  stop: { metric: 'val_loss', patience: 3, minDelta: 0 },
  sweep: { method: 'grid', runs: 10, steps: 3 },
  objective: { metric: 'val_accuracy', withoutValidation: 'accuracy' },
  tracking: { model: 'best' },
} as const;
