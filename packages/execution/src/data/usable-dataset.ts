import {
  allowedUnreadable,
  hasTop5,
  type Keys,
  type Problem,
  type SourcePosition,
  type SplitSettings,
  type UnreadableLimit,
  type SplitName,
} from '@thaw/core';
import { splitNames, type DatasetIndex } from './dataset-index.js';
import { divideDataset } from './divide-dataset.js';
import type { Split } from './split-dataset.js';

/** An image of the index that has no pixels. */
export interface UnreadableImage {
  /** Its place in the index. */
  readonly row: number;
  readonly path: string;
  readonly reason: string;
}

/** What takes part in a run: a dataset, divided, without the images that cannot be read. */
export interface UsableDataset extends Pick<DatasetIndex, 'classes' | 'images'> {
  readonly unreadable: readonly UnreadableImage[];
  /** As it is divided; the places of copies are those of the training images here. */
  readonly divided: Split;
  /** Those of it that can be read. */
  readonly split: Split;
}

/** @throws ThawError what `divideDataset` throws. */
export function usableDataset(
  { classes, images }: Pick<DatasetIndex, 'classes' | 'images'>,
  settings: SplitSettings,
  unreadable: readonly UnreadableImage[],
): UsableDataset {
  const divided = divideDataset({ classes, images }, settings);
  const rows = new Set(unreadable.map(({ row }) => row));
  const readable = (name: SplitName) => divided[name].filter((row) => !rows.has(row));
  const split = { train: readable('train'), validation: readable('validation'), test: readable('test') };
  return { classes, images, unreadable, divided, split };
}

/** What a run asks of its dataset. */
export interface DatasetDemands {
  readonly maxUnreadable: UnreadableLimit;
  /** Metrics that decide something, and the settings that name them. */
  readonly watched: readonly { readonly metric: string; readonly setting: string; readonly keys: Keys }[];
  /** Where the spec asks it. */
  readonly positionOf?: (keys: Keys) => SourcePosition;
}

/** Why a run cannot be trained on what is usable; nothing if it can. */
export const datasetProblems = (usable: UsableDataset, demands: DatasetDemands): readonly Problem[] => [
  ...tooManyUnreadable(usable, demands),
  ...classesWithoutTraining(usable, demands),
  ...metricsThatNoEpochHas(usable, demands),
];

export function tooManyUnreadable(
  { unreadable, images }: Pick<UsableDataset, 'unreadable' | 'images'>,
  { maxUnreadable, positionOf }: Pick<DatasetDemands, 'maxUnreadable' | 'positionOf'>,
): readonly Problem[] {
  const allowed = allowedUnreadable(maxUnreadable, images.length);
  if (unreadable.length <= allowed) return [];
  const share =
    typeof maxUnreadable === 'number' ? `, ${+(100 * maxUnreadable).toFixed(4)} % rounded up` : '';
  return [
    {
      code: 'THAW-DATA-UNREADABLE',
      message: `${unreadable.length} of ${images.length} images cannot be read`,
      ...placed(positionOf?.(['data', 'maxUnreadable'])),
      expected: `at most ${allowed}${share} (data.maxUnreadable)`,
      found: listOf(unreadable, ''),
      remedy: 'repair or remove these files, or raise data.maxUnreadable to go on without them',
    },
  ];
}

export const leftOut = ({ unreadable, images }: Pick<UsableDataset, 'unreadable' | 'images'>): string =>
  `${unreadable.length} of ${images.length} images cannot be read and are left out:\n${listOf(unreadable, '  ')}`;

const listOf = (unreadable: readonly UnreadableImage[], indent: string): string =>
  unreadable.map(({ path, reason }) => `${indent}${path}: ${reason}`).join('\n');

const placed = (position: SourcePosition | undefined) => position && { position };

function classesWithoutTraining(
  { classes, images, divided, split }: UsableDataset,
  { positionOf }: DatasetDemands,
): readonly Problem[] {
  const counts = (rows: Uint32Array) => {
    const counted = classes.map(() => 0);
    for (const row of rows) counted[images[row]!.label]!++;
    return counted;
  };
  const [all, readable] = [counts(divided.train), counts(split.train)];
  return classes.flatMap((name, label) =>
    readable[label]! > 0
      ? []
      : {
          code: 'THAW-DATA-NO-TRAINING',
          message: `class ${name} has no training images that can be read`,
          ...placed(positionOf?.(['data'])),
          expected: 'at least one image of each class for training',
          found: `${all[label]} training images, none of which can be read`,
          remedy: 'repair them, or leave the class out of the dataset',
        },
  );
}

function metricsThatNoEpochHas(
  { classes, split }: UsableDataset,
  { watched, positionOf }: DatasetDemands,
): readonly Problem[] {
  return watched.flatMap(({ metric, setting, keys }): Problem[] => {
    const place = () => placed(positionOf?.(keys));
    if (metric.startsWith('val_') && split.validation.length === 0)
      return [
        {
          code: 'THAW-DATA-EMPTY-SPLIT',
          message: `${setting} is ${metric}, but there are no validation images`,
          ...place(),
          expected: 'validation images, or a metric of the training images',
          found: splitNames.map((name) => `${split[name].length} for ${name}`).join(', '),
          remedy: `set data.split.validation or the column split, or write ${metric.slice('val_'.length)}`,
        },
      ];
    if (metric.endsWith('top_5_accuracy') && !hasTop5(classes.length))
      return [
        {
          code: 'THAW-DATA-FEW-CLASSES',
          message: `${setting} is ${metric}, which is 1 whatever is learned`,
          ...place(),
          expected: 'more than five classes',
          found: `${classes.length}: ${classes.join(', ')}`,
          remedy: `write ${metric.replace('top_5_', '')}`,
        },
      ];
    return [];
  });
}
