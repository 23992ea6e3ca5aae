import type { Json } from '../ports/tracker.js';
import type { Random } from '../random/random.js';
import { defaults } from '../spec/defaults.js';
import type { Spec } from '../spec/spec.js';

/** What one parameter may be. Ranges include both ends. */
export type Space =
  | { readonly kind: 'choice'; readonly values: readonly Json[] }
  | { readonly kind: RangeKind; readonly low: number; readonly high: number; readonly steps?: number };

export type RangeKind = 'uniform' | 'logUniform' | 'int';

export type WrittenSpace = NonNullable<Spec['sweep']>['parameters'][string];

export function readSpace(written: WrittenSpace): Space {
  if ('choice' in written) return { kind: 'choice', values: written.choice as Json[] };
  if ('uniform' in written) return range('uniform', written.uniform, written.steps);
  if ('logUniform' in written) return range('logUniform', written.logUniform, written.steps);
  if ('int' in written) return range('int', written.int, written.steps);
  return { kind: 'choice', values: written as Json[] };
}

/** How many points `gridPoints` has at most, without making them. */
export function gridSize(space: Space): number {
  if (space.kind === 'choice') return space.values.length;
  return space.kind === 'int' && space.steps === undefined
    ? space.high - space.low + 1
    : stepsOf(space.steps);
}

/** The points that a grid tries: every value, or steps along the range from end to end. */
export function gridPoints(space: Space): readonly Json[] {
  if (space.kind === 'choice') return space.values;
  const steps = gridSize(space);
  const points = Array.from({ length: steps }, (_, index) => pointAt(space, index / (steps - 1)));
  return [...new Set(points)];
}

/** One value, drawn evenly from the space. */
export function draw(space: Space, random: Random): Json {
  if (space.kind === 'choice') return space.values[Math.floor(random() * space.values.length)]!;
  if (space.kind === 'int') return space.low + Math.floor(random() * (space.high - space.low + 1));
  return pointAt(space, random());
}

/** `share` of the way from one end to the other, 0–1. */
function pointAt({ kind, low, high }: Space & { kind: RangeKind }, share: number): number {
  if (share === 0) return low;
  if (share === 1) return high;
  if (kind === 'int') return Math.round(low + share * (high - low));
  const point =
    kind === 'uniform'
      ? low + share * (high - low)
      : Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
  // Rounding noise of the last digits would make 1e-5 from a range another run than 1e-5 from a list.
  return Math.min(high, Math.max(low, Number(point.toPrecision(12))));
}

const range = (kind: RangeKind, [low, high]: readonly number[], steps: number | undefined): Space => ({
  kind,
  low: low!,
  high: high!,
  ...(steps !== undefined && { steps }),
});

const stepsOf = (steps: number | undefined) => steps ?? defaults.sweep.steps;
