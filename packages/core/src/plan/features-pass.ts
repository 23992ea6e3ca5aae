import type { FeaturesStage } from './stage.js';

/** Features stages with the same pass id are computed by one pass of the images through the backbone. */
export const featuresPass = ({
  backbone,
  resize,
  seed,
  precision,
  compile,
  pool,
  augmented,
}: FeaturesStage): string =>
  JSON.stringify([backbone, resize, seed, precision, compile, pool ?? 'avg', augmented]);
