import { own } from '../records/own.js';
import { withDefaults, type ValuesOf } from '../spec/kinds.js';
import type { ImageOperation } from './image-operation.js';
import { brightness } from './operations/brightness.js';
import { contrast } from './operations/contrast.js';
import { crop } from './operations/crop.js';
import { flip } from './operations/flip.js';
import { rotate } from './operations/rotate.js';
import { shift } from './operations/shift.js';
import { zoom } from './operations/zoom.js';

/** Part of the configuration of every run that augments, at their defaults too. */
const first = { flip, rotate, zoom, shift, brightness, contrast } as const satisfies Operations;

/** Part of it where they change something, so that runs of before they were there are the same runs still. */
const later = { crop } as const satisfies Operations;

type Operations = Readonly<Record<string, ImageOperation>>;

/** Every image operation by its setting's name, in the order in which they draw and are carried out. */
export const imageOperations = { ...first, ...later };

type SettingsOf<Table extends Operations> = { readonly [Name in keyof Table]: Table[Name]['setting'] };

const settingsOf = <Table extends Operations>(table: Table): SettingsOf<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, { setting }]) => [name, setting]),
  ) as SettingsOf<Table>;

/** Their settings. */
export const augmentSettings = settingsOf(imageOperations);

/** Random changes to training images. Each draws its own: from the seed, and the epoch and its place or the variant and its content. */
export type AugmentConfig = ValuesOf<SettingsOf<typeof first>> &
  Partial<ValuesOf<SettingsOf<typeof later>>> & {
    /** K fixed augmented copies instead of fresh ones in each epoch, so that features can be stored. */
    readonly variants?: number;
  };

/** With the defaults of what is always part of a configuration. */
export const resolveAugment = ({ variants, ...written }: Partial<AugmentConfig>): AugmentConfig => ({
  ...withDefaults(settingsOf(first), written),
  ...Object.fromEntries(
    Object.entries(settingsOf(later)).flatMap(([name, { default: unchanged }]) => {
      const value = own(written, name) ?? unchanged;
      return value === unchanged ? [] : [[name, value]];
    }),
  ),
  ...(variants !== undefined && { variants }),
});

/** False if an image would come out as it went in. */
export const changesImages = (augment: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(augmentSettings).some(
    ([name, { default: unchanged }]) => (own(augment, name) ?? unchanged) !== unchanged,
  );
