import { backbone } from './catalogue/backbone.js';
import { backend } from './catalogue/backend.js';
import { bundle } from './catalogue/bundle.js';
import { bucket } from './catalogue/bucket.js';
import { cli } from './catalogue/cli.js';
import { compare } from './catalogue/compare.js';
import { data } from './catalogue/data.js';
import { engine } from './catalogue/engine.js';
import { exporting } from './catalogue/export.js';
import { files } from './catalogue/files.js';
import { init } from './catalogue/init.js';
import { night } from './catalogue/night.js';
import { predict } from './catalogue/predict.js';
import { queue } from './catalogue/queue.js';
import { ray } from './catalogue/ray.js';
import { run } from './catalogue/run.js';
import { slurm } from './catalogue/slurm.js';
import { spec } from './catalogue/spec.js';
import { ssh } from './catalogue/ssh.js';
import { store } from './catalogue/store.js';
import { sweep } from './catalogue/sweep.js';
import { tracking } from './catalogue/tracking.js';
import { weights } from './catalogue/weights.js';

/** The areas of codes (`THAW-AREA-WHAT`) with their titles, in the order of `docs/errors.md`. */
export const areas = {
  CLI: { title: 'The command line', codes: cli },
  INIT: { title: 'A first spec', codes: init },
  SPEC: { title: 'The experiment as written', codes: spec },
  SWEEP: { title: 'The sweep as written', codes: sweep },
  DATA: { title: 'Images and manifests', codes: data },
  BACKBONE: { title: 'Networks from packages', codes: backbone },
  WEIGHTS: { title: 'Pretrained weights', codes: weights },
  BACKEND: { title: 'The library that computes', codes: backend },
  BUNDLE: { title: 'Bundles for machines without a network', codes: bundle },
  ENGINE: { title: 'Training and inference', codes: engine },
  RUN: { title: 'Carrying out runs', codes: run },
  QUEUE: { title: 'Clusters, of any kind', codes: queue },
  RAY: { title: 'Clusters that have Ray', codes: ray },
  SLURM: { title: 'Clusters that have Slurm', codes: slurm },
  SSH: { title: 'Hosts that ssh reaches', codes: ssh },
  NIGHT: { title: 'Nightly sweeps', codes: night },
  STORE: { title: 'Stored results', codes: store },
  BUCKET: { title: 'Buckets, of caches and stores', codes: bucket },
  FILES: { title: 'Files and folders', codes: files },
  EXPORT: { title: 'Trained models for use elsewhere', codes: exporting },
  PREDICT: { title: 'Predictions', codes: predict },
  TRACKING: { title: 'The journal and MLflow', codes: tracking },
  COMPARE: { title: 'Reports and comparisons', codes: compare },
} as const;

/**
 * Every code that Thaw reports, with what it means and how to get past it. A code never changes its meaning. A new
 * one is a line in the file of its area; then `node packages/core/tools/emit-docs.mjs` renews `docs/errors.md`.
 */
export const catalogue = {
  ...cli,
  ...init,
  ...spec,
  ...sweep,
  ...data,
  ...backbone,
  ...weights,
  ...backend,
  ...bundle,
  ...engine,
  ...run,
  ...queue,
  ...ray,
  ...slurm,
  ...ssh,
  ...night,
  ...store,
  ...bucket,
  ...files,
  ...exporting,
  ...predict,
  ...tracking,
  ...compare,
} as const;

export type ProblemCode = keyof typeof catalogue;
