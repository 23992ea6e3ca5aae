import {
  correctedInterval,
  correctedPValue,
  type Interval,
  meanOf,
  own,
  type RunGroup,
  shownMetrics,
  ThawError,
} from '@thaw/core';
import type { RunRecord } from '../runs/run-record.js';
import { differingSettings, type DifferingSetting } from './differing-settings.js';

/** A run that is one of several of its configuration. */
export type GroupedRun = RunRecord & { readonly group: RunGroup };

/** What two configurations come to on the parts that both have. */
export interface PairedDifference {
  /** Means over the parts. */
  readonly a: number;
  readonly b: number;
  /** b − a. */
  readonly difference: number;
  /** 95 % interval of the difference, and the chance of one as large by chance alone; absent where all parts differ by as much. */
  readonly interval?: Interval;
  readonly pValue?: number;
  /** By part, as the parts of the comparison. */
  readonly values: readonly { readonly a: number; readonly b: number }[];
}

export interface GroupComparison {
  /** Ids of the groups. */
  readonly a: string;
  readonly b: string;
  /** Settings that are not the same. */
  readonly parameters: readonly DifferingSetting[];
  /** What both have finished, `fold=2 repeat=3`, and the runs that did. */
  readonly parts: readonly { readonly part: string; readonly a: string; readonly b: string }[];
  /** Runs of either without a finished run of the other for the same part. */
  readonly unpaired: number;
  /** Of the images that validate: those for the test choose nothing. */
  readonly metrics: Readonly<Record<string, PairedDifference>>;
}

/**
 * Two configurations that were done several times, held against each other run by run of the same fold and repeat, which train and
 * validate on the same images: what differs is then the configuration, and what is drawn alike for both is not in the way.
 *
 * @throws ThawError `THAW-COMPARE-OTHER-IMAGES`.
 */
export function compareGroups(a: readonly GroupedRun[], b: readonly GroupedRun[]): GroupComparison {
  const ofB = new Map(finished(b).map((run) => [run.group.part, run]));
  const pairs = finished(a).flatMap((run): readonly (readonly [GroupedRun, GroupedRun])[] => {
    const other = ofB.get(run.group.part);
    return other ? [[run, other]] : [];
  });
  const [first] = pairs;
  if (!first) throw noPairs(a, b);
  const parameters = differingSettings(...first);
  const otherwise = parameters.filter(({ path }) => dividesImages(path)).map(({ path }) => path);
  // A sweep that was not executed since images have changed may have runs on either.
  if (otherwise.length > 0 || new Set(pairs.flat().map(indexOf)).size > 1) throw otherImages(otherwise);
  const overlap = Math.max(first[0].group.overlap, first[1].group.overlap);
  const names = shownMetrics.table.filter(
    (name) =>
      name.startsWith('val_') && pairs.flat().every((run) => Number.isFinite(own(run.metrics, name) ?? NaN)),
  );
  return {
    a: first[0].group.id,
    b: first[1].group.id,
    parameters,
    parts: pairs.map(([one, other]) => ({ part: one.group.part, a: one.id, b: other.id })),
    unpaired: a.length + b.length - 2 * pairs.length,
    metrics: Object.fromEntries(
      names.map((name) => {
        const valueOf = (run: GroupedRun) => Number(own(run.metrics, name));
        return [
          name,
          pairedDifference(
            pairs.map(([one, other]) => ({ a: valueOf(one), b: valueOf(other) })),
            overlap,
          ),
        ];
      }),
    ),
  };
}

function pairedDifference(values: PairedDifference['values'], overlap: number): PairedDifference {
  const differences = values.map(({ a, b }) => b - a);
  const interval = correctedInterval(differences, overlap);
  const pValue = correctedPValue(differences, overlap);
  return {
    a: meanOf(values.map(({ a }) => a)),
    b: meanOf(values.map(({ b }) => b)),
    difference: meanOf(differences),
    ...(interval && { interval }),
    ...(pValue !== undefined && { pValue }),
    values,
  };
}

const finished = (runs: readonly GroupedRun[]) => runs.filter(({ status }) => status === 'finished');

const indexOf = ({ stages }: RunRecord) => stages.find(({ kind }) => kind === 'dataset')?.key;

/** Whether a setting has a say in which images validate. */
const dividesImages = (path: string): boolean => /^(seed$|repeat\b|data\.split\b)/.test(path);

const partsOf = (runs: readonly GroupedRun[]) =>
  finished(runs)
    .map(({ group }) => group.part)
    .join(', ') || 'none that has finished';

const noPairs = (a: readonly GroupedRun[], b: readonly GroupedRun[]): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-OTHER-IMAGES',
    message: 'the two groups have no fold or repeat in common that both have finished',
    expected: `one of these of the other group: ${partsOf(a)}`,
    found: partsOf(b),
    remedy: 'run their sweeps to the end: only what is missing is computed',
  });

const otherImages = (paths: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-COMPARE-OTHER-IMAGES',
    message:
      'the runs of the two groups validate on different images, so they cannot be held against each other in pairs',
    expected: 'the same dataset, data.split, repeat and seed',
    found: paths.length > 0 ? `other values of ${paths.join(', ')}` : 'other images in the dataset',
    remedy: 'sweep over what is to be compared in one spec',
  });
