import { shortHash } from '../hash/content-hash.js';
import type { RunGroup } from '../sweep/run.js';
import { defaults } from './defaults.js';
import type { RunConfig } from './run-config.js';
import type { PartialSpec, Spec } from './spec.js';

/** One of the runs that a configuration is done in. */
export interface Part {
  /** The spec with nothing left to repeat. */
  readonly spec: Spec;
  /** `fold=2 repeat=3`; empty where there is one run. */
  readonly name: string;
}

/** How many runs a configuration is done in. */
export const partCount = ({ data, repeat }: PartialSpec): number =>
  foldsOf({ data }).length * repeatsOf({ repeat }).length;

/** The runs that a spec without swept values comes to: all folds of the first repeat, then those of the second. */
export function partsOf(spec: Spec): readonly Part[] {
  const [folds, repeats] = [foldsOf(spec), repeatsOf(spec)];
  return repeats.flatMap((number) =>
    folds.map((fold) => ({
      name: [folds.length > 1 && `fold=${fold}`, repeats.length > 1 && `repeat=${number}`]
        .filter(Boolean)
        .join(' '),
      spec: {
        ...spec,
        data: fold === undefined ? spec.data : { ...spec.data, split: { ...spec.data.split, fold } },
        repeat: { ...spec.repeat, number },
      },
    })),
  );
}

/** What the runs of a configuration have in common, by one of them as it is resolved. */
export function groupOf(spec: Spec, config: RunConfig): Omit<RunGroup, 'name' | 'part'> {
  const { validation, test, fold } = config.data.split;
  const redraw = spec.repeat?.redraw ?? defaults.repeat.redraw;
  const repeats = repeatsOf(spec).length > 1;
  const folds = foldsOf(spec).length > 1;
  const isDividedAnew = folds || (repeats && redraw.includes('split'));
  const shared = {
    ...config,
    repeat: redraw.toSorted(),
    data: {
      ...config.data,
      // A fold or repeat that is fixed is no part of a group, but another group.
      split: { validation, test, folds: fold?.of, fold: folds ? undefined : fold?.number },
    },
    number: spec.repeat?.number,
  };
  return {
    id: shortHash(shared),
    size: partCount(spec),
    overlap: isDividedAnew ? validation / (1 - validation - test) : 0,
  };
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

function foldsOf({ data }: PartialSpec): readonly (number | undefined)[] {
  const { folds, fold } = data?.split ?? {};
  return folds === undefined || fold !== undefined ? [fold] : numbers(folds);
}

const repeatsOf = ({ repeat = {} }: PartialSpec): readonly number[] =>
  repeat.number === undefined ? numbers(repeat.seeds ?? defaults.repeat.seeds) : [repeat.number];
