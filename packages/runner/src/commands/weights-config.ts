import type { WeightsConfig } from '@thaw/core';
import { resolve } from 'node:path';

/** What `--weights` says: a word, or a file as seen from where one stands. */
export const weightsConfig = (weights: string, cwd: string): WeightsConfig =>
  weights === 'imagenet' || weights === 'random' ? weights : { file: resolve(cwd, weights) };
