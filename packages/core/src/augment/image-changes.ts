import type { ImageChanges } from '../ports/engine.js';
import { seededRandom } from '../random/random.js';
import { own } from '../records/own.js';
import type { ChangedImage, ImageOperation } from './image-operation.js';
import { imageOperations, type AugmentConfig } from './image-operations.js';

/** What an image's changes are drawn from. */
export interface DrawnFrom {
  readonly seed: number;
  /** A variant, or an epoch of live augmentation; from 0. */
  readonly round: number;
  /** Of a variant the image's content, so that others may come and go; else its place in the dataset's index. */
  readonly image: number | string;
}

/** Random changes of an image of `[imageSize, imageSize, 3]`; `docs/data.md` defines each. */
export function imageChanges(
  config: Omit<AugmentConfig, 'variants'>,
  imageSize: number,
  { seed, round, image }: DrawnFrom,
): ImageChanges {
  const random = seededRandom([seed, 'augment', round, image]);
  const settings: Readonly<Record<string, string | number>> = config;
  let changed = unchanged;
  for (const [name, operation] of Object.entries<ImageOperation>(imageOperations)) {
    const setting = own(settings, name) ?? operation.setting.default;
    changed = operation.apply(changed, operation.draw(setting, random));
  }
  return asChanges(changed, imageSize);
}

/** An image as it is. */
export const unchanged: ChangedImage = {
  source: [1, 0, 0, 1],
  moved: { x: 0, y: 0 },
  contrast: 1,
  brightness: 0,
};

/** All that happens to the picture as one map of pixels, so that they are interpolated only once. */
export function asChanges({ source, moved, contrast, brightness }: ChangedImage, size: number): ImageChanges {
  const [a, b, d, e] = source;
  const centre = (size - 1) / 2;
  const [x, y] = [centre + moved.x * size, centre + moved.y * size];
  return {
    transform: [a, b, centre - a * x - b * y, d, e, centre - d * x - e * y],
    contrast,
    brightness,
  };
}
