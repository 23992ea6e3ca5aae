import type { AugmentConfig } from '@thaw/core';
import { drawChanges } from './draw-changes.js';
import { changeTone } from './tone.js';
import { warp } from './warp.js';

/**
 * A randomly changed copy of an image of `[size, size, 3]`, RGB, 0–255; always the same one for the same seed, which
 * may be any JSON. `docs/data.md` defines each change.
 */
export function augmentImage(
  pixels: Uint8Array,
  size: number,
  config: AugmentConfig,
  seed: unknown,
): Uint8Array {
  const changes = drawChanges(config, seed);
  const augmented = warp(pixels, size, changes);
  changeTone(augmented, changes);
  return augmented;
}
