/**
 * What holds where a spec says nothing: the schema's descriptions quote this table, `resolveRun` fills in from it.
 * Optimizers, schedules, search methods, image operations and the task have their own, in their entries. Two defaults depend on
 * other settings and are said in words: the image size is the network's own, and the root of a manifest is its folder.
 */
export const defaults = {
  seed: 42,
  batchSize: 32,
  split: { validation: 0.2, test: 0 },
  maxUnreadable: 0.01,
  // What the largest cameras make: 16,320 × 12,240.
  maxPixels: 200_000_000,
  // As timm and torchvision crop what says nothing else.
  resize: { mode: 'auto', cropFraction: 0.875 },
  weights: 'imagenet',
  hubRevision: 'main',
  screen: { keep: 3, by: 'knn' },
  head: { pool: 'auto', hidden: [], dropout: 0 },
  loss: { labelSmoothing: 0 },
  features: { precision: 'float32' },
  precision: 'float32',
  memory: 'keep',
  compile: 'off',
  trainable: 'none',
  batchNorm: 'frozen',
  optimizer: { name: 'adam' },
  schedule: { name: 'constant' },
  stop: { metric: 'val_loss', patience: 3, minDelta: 0 },
  repeat: { seeds: 1, redraw: ['split', 'head', 'order', 'dropout'] },
  sweep: { method: 'grid', steps: 3 },
  tracking: { model: 'best' },
  nights: { catchUp: 'one', within: '20h' },
  slurm: { maxJobs: 4 },
  ray: { cpus: 1, maxJobs: 4 },
} as const;
