import { canonicalJson } from '../hash/canonical-json.js';
import type { Json } from '../ports/tracker.js';
import { defaults } from '../spec/defaults.js';
import type { Spec } from '../spec/spec.js';

/** What one parameter may be. Ranges include both ends. */
export type Space = { readonly kind: 'choice'; readonly values: readonly Json[] } | Range;

export interface Range {
  readonly kind: RangeKind;
  readonly low: number;
  readonly high: number;
  /** How many points a grid takes of it. */
  readonly steps?: number;
  /** From one value to the next; without it `int` has every whole number, and the others have no next. */
  readonly step?: number;
}

export type RangeKind = 'uniform' | 'logUniform' | 'int';

export type WrittenSpace = NonNullable<NonNullable<Spec['sweep']>['parameters']>[string];

export function readSpace(written: WrittenSpace): Space {
  if ('choice' in written) return { kind: 'choice', values: written.choice as Json[] };
  if ('uniform' in written) return range('uniform', written.uniform, written);
  if ('logUniform' in written) return range('logUniform', written.logUniform, written);
  if ('int' in written) return range('int', written.int, written);
  return { kind: 'choice', values: written as Json[] };
}

/** How many different values a space has; undefined of a range in which any number will do. */
export function valueCount(space: Space): number | undefined {
  if (space.kind === 'choice') return space.values.length;
  const step = stepOf(space);
  // 0.3 / 0.1 is a little less than 3.
  return step === undefined ? undefined : Math.floor((space.high - space.low) / step + 1e-9) + 1;
}

/** Whether a value is one of a space's. */
export function has(space: Space, value: unknown): boolean {
  if (space.kind === 'choice') return indexOf(space.values, value) >= 0;
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (value < space.low || value > space.high) return false;
  const step = stepOf(space);
  return step === undefined || numberAt(space, step, Math.round((value - space.low) / step)) === value;
}

/** From one value of a range to the next, if there is a next. */
export const stepOf = ({ kind, step }: Range): number | undefined => step ?? (kind === 'int' ? 1 : undefined);

/** How many points `gridPoints` has at most, without making them. */
export function gridSize(space: Space): number {
  if (space.kind !== 'choice' && space.steps !== undefined) return space.steps;
  return valueCount(space) ?? defaults.sweep.steps;
}

/** The points that a grid tries: every value, or steps along the range from end to end. */
export function gridPoints(space: Space): readonly Json[] {
  if (space.kind === 'choice') return space.values;
  const size = gridSize(space);
  const isSteps = space.steps !== undefined || valueCount(space) === undefined;
  const at = (index: number) =>
    isSteps ? pointAt(space, index / (size - 1)) : numberAt(space, stepOf(space)!, index);
  return [...new Set(Array.from({ length: size }, (_, index) => at(index)))];
}

/** The value at `share` of a space, from 0 to 1: drawn evenly, if the share is. */
export function valueAt(space: Space, share: number): Json {
  const count = valueCount(space);
  if (count === undefined) return pointAt(space as Range, share);
  const index = Math.min(count - 1, Math.floor(share * count));
  return space.kind === 'choice' ? space.values[index]! : numberAt(space, stepOf(space)!, index);
}

/** Where in a space a value lies, from 0 to 1: in the middle of the shares that come to it. Undefined outside. */
export function shareOf(space: Space, value: Json): number | undefined {
  if (!has(space, value)) return undefined;
  const count = valueCount(space);
  if (space.kind === 'choice') return (indexOf(space.values, value) + 0.5) / count!;
  const { kind, low, high } = space;
  const number = value as number;
  if (count !== undefined) return (Math.round((number - low) / stepOf(space)!) + 0.5) / count;
  return kind === 'logUniform'
    ? Math.log(number / low) / Math.log(high / low)
    : (number - low) / (high - low);
}

const indexOf = (values: readonly Json[], value: unknown): number => {
  const json = canonicalJson(value);
  return values.findIndex((each) => canonicalJson(each) === json);
};

/** Tidied it may lie beyond an end that has more digits. */
const numberAt = (range: Range, step: number, index: number): number =>
  within(range, tidy(range.low + index * step));

/** `share` of the way from one end to the other, 0–1. */
function pointAt(range: Range, share: number): number {
  const { kind, low, high } = range;
  if (share === 0) return low;
  if (share === 1) return high;
  if (kind === 'int') return Math.round(low + share * (high - low));
  const point =
    kind === 'uniform'
      ? low + share * (high - low)
      : Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
  return within(range, tidy(point));
}

const within = ({ low, high }: Range, value: number): number => Math.min(high, Math.max(low, value));

/** Rounding noise of the last digits would make 1e-5 from a range another run than 1e-5 from a list. */
const tidy = (value: number): number => Number(value.toPrecision(12));

const range = (
  kind: RangeKind,
  [low, high]: readonly number[],
  { steps, step }: { readonly steps?: number; readonly step?: number },
): Range => ({
  kind,
  low: low!,
  high: high!,
  ...(steps !== undefined && { steps }),
  ...(step !== undefined && { step }),
});
