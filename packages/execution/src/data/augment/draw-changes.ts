import { seededRandom, type AugmentConfig } from '@thaw/core';

/** What happens to one image. */
export interface DrawnChanges {
  readonly mirrored: { readonly horizontally: boolean; readonly vertically: boolean };
  /** Clockwise. */
  readonly degrees: number;
  /** Above 1 the picture gets larger and its borders fall off; below 1 its reflection comes into view. */
  readonly zoom: number;
  /** Share of the side, to the right and down. */
  readonly shift: { readonly x: number; readonly y: number };
  /** Added to each value, in units of 255. */
  readonly brightness: number;
  /** Multiplies each value's distance from the mean of its channel. */
  readonly contrast: number;
}

/**
 * Draws the changes for one image, all uniformly and independently; a mirror image half of the time. Each setting has
 * its own place in the stream, so that changing one leaves what the others draw as it was.
 */
export function drawChanges(config: AugmentConfig, seed: unknown): DrawnChanges {
  const random = seededRandom(seed);
  const isMirrored = (axis: 'horizontal' | 'vertical') =>
    random() < 0.5 && (config.flip === axis || config.flip === 'both');
  const within = (range: number) => (2 * random() - 1) * range;
  return {
    mirrored: { horizontally: isMirrored('horizontal'), vertically: isMirrored('vertical') },
    degrees: within(config.rotate),
    zoom: 1 + within(config.zoom),
    shift: { x: within(config.shift), y: within(config.shift) },
    brightness: within(config.brightness),
    contrast: 1 + within(config.contrast),
  };
}
