import { own } from '../records/own.js';
import type { ValuesOf } from '../spec/kinds.js';
import type { ImageOperation } from './image-operation.js';
import { brightness } from './operations/brightness.js';
import { contrast } from './operations/contrast.js';
import { flip } from './operations/flip.js';
import { rotate } from './operations/rotate.js';
import { shift } from './operations/shift.js';
import { zoom } from './operations/zoom.js';

/** Every image operation by its setting's name, in the order in which they draw and are carried out. */
export const imageOperations = {
  flip,
  rotate,
  zoom,
  shift,
  brightness,
  contrast,
} as const satisfies Record<string, ImageOperation>;

type Settings = {
  readonly [Name in keyof typeof imageOperations]: (typeof imageOperations)[Name]['setting'];
};

/** Their settings. */
export const augmentSettings = Object.fromEntries(
  Object.entries(imageOperations).map(([name, { setting }]) => [name, setting]),
) as Settings;

/** Random changes to training images. Each draws its own: from the seed, and the epoch and its place or the variant and its content. */
export type AugmentConfig = ValuesOf<Settings> & {
  /** K fixed augmented copies instead of fresh ones in each epoch, so that features can be stored. */
  readonly variants?: number;
};

/** False if an image would come out as it went in. */
export const changesImages = (augment: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(augmentSettings).some(
    ([name, { default: unchanged }]) => (own(augment, name) ?? unchanged) !== unchanged,
  );
