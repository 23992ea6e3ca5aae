import type { Random } from '../random/random.js';
import type { SettingSchema, ValueOf } from '../spec/kinds.js';

/** What operations have made of an image so far. */
export interface ChangedImage {
  /** `[a, b, d, e]`: what is seen at (x, y) from the picture's centre lay at (a·x + b·y, d·x + e·y) from it. */
  readonly source: readonly [number, number, number, number];
  /** How far the picture's centre has moved to the right and down, in shares of the side. */
  readonly moved: { readonly x: number; readonly y: number };
  /** As in `ImageChanges`. */
  readonly contrast: number;
  readonly brightness: number;
}

/**
 * A random change to training images. A new one is a file, and a line at the end of `image-operations.ts`: where it
 * stands is where it draws, and moving others would change what they draw.
 */
export interface ImageOperation<Setting extends SettingSchema = SettingSchema, Drawn = unknown> {
  /** Its setting in a spec's `augment`. The default changes nothing. */
  readonly setting: Setting;
  /** Draws what happens to one image, always as many numbers, so that one setting leaves what others draw as it was. */
  draw(setting: ValueOf<Setting>, random: Random): Drawn;
  /** Adds what was drawn to what operations before it have done. */
  apply(image: ChangedImage, drawn: Drawn): ChangedImage;
}

/** Evenly from ±range. */
export const within = (range: number, random: Random): number => (2 * random() - 1) * range;
