import type { AugmentConfig, ImageChanges } from '@thaw/core';
import { affineTransform } from './affine-transform.js';
import { drawChanges } from './draw-changes.js';

/** What an image's changes are drawn from. */
export interface DrawnFrom {
  readonly seed: number;
  /** A variant, or an epoch of live augmentation; from 0. */
  readonly round: number;
  /** The image's place in the dataset's index. */
  readonly image: number;
}

/** Random changes of an image of `[imageSize, imageSize, 3]`; `docs/data.md` defines each. */
export function imageChanges(
  config: AugmentConfig,
  imageSize: number,
  { seed, round, image }: DrawnFrom,
): ImageChanges {
  const drawn = drawChanges(config, [seed, 'augment', round, image]);
  const { contrast, brightness } = drawn;
  return { transform: affineTransform(drawn, imageSize), contrast, brightness };
}
