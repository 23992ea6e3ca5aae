import type { Objective } from '../ranking/run-order.js';
import type { Night, NightsBest } from './night.js';
import { normalQuantile } from './normal-quantile.js';

/** A night that has come to a number. */
export interface MeasuredNight extends Night {
  readonly best: NightsBest;
  readonly objective: Objective;
}

export const isMeasured = (night: Night): night is MeasuredNight =>
  night.best !== undefined && night.objective !== undefined;

/** How a night's result differs from an earlier one. */
export interface NightComparison {
  /** Of the night that it is held against. */
  readonly dueAt: string;
  readonly value: number;
  readonly standardError?: number;
  /** Tonight's value less that one. */
  readonly difference: number;
  /** Differences up to this are noise; absent where one of the nights says nothing of it. */
  readonly noise?: number;
  /** The very same result, found again. */
  readonly isOneResult: boolean;
  readonly verdict: 'better' | 'worse' | 'same';
}

/** A night that is no worse than those before is called worse as often as this, or better. */
const falseAlarms = 0.05;

/**
 * Holds a night against an earlier one. The values of both scatter with the images that happened to be held out, and each
 * as if the other were not known: nights may have measured other images, and where they have not, the noise is less than
 * is taken here. Where nothing says how far values scatter, every difference counts.
 *
 * @param chosenOf how many results the earlier one is the best of. The best of many has most likely been lucky, so that
 * the level is divided by their number (Bonferroni)
 */
export function compareNights(
  { best, objective }: MeasuredNight,
  { dueAt, best: earlier }: MeasuredNight,
  chosenOf = 1,
): NightComparison {
  const difference = best.value - earlier.value;
  const isOneResult = isSameResult(best, earlier);
  const noise = noiseOf(best.standardError, earlier.standardError, chosenOf);
  const gain = objective.goal === 'maximize' ? difference : -difference;
  const isNoise = isOneResult || Math.abs(gain) <= (noise ?? 0);
  return {
    ...{ dueAt, value: earlier.value },
    ...(earlier.standardError !== undefined && { standardError: earlier.standardError }),
    difference,
    ...(noise !== undefined && { noise }),
    isOneResult,
    verdict: isNoise ? 'same' : gain > 0 ? 'better' : 'worse',
  };
}

/** A stage that was computed again may have come to another number on a GPU; that is then measured like any other. */
export const isSameResult = (a: NightsBest, b: NightsBest): boolean =>
  a.stage === b.stage && a.value === b.value;

function noiseOf(a: number | undefined, b: number | undefined, chosenOf: number): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  return normalQuantile(falseAlarms / 2 / chosenOf) * Math.hypot(a, b);
}
