import { byPlace, paretoPlaces } from '../../ranking/pareto.js';
import type { Costs, ParameterValues, StoppedAt } from '../search.js';
import type { Observation } from './mixture.js';

/** A point that has been proposed. */
export interface Trial {
  readonly point: ParameterValues;
  /** Undefined while nothing is known, and if it came to none. */
  readonly value?: Costs;
  /** How far it had come when it was stopped. */
  readonly stopped?: StoppedAt;
}

/** Of the runs that came to a value or were stopped, how many are good: a tenth, 25 at most, as in Optuna. */
const goodOf = (known: number): number => Math.min(Math.ceil(known / 10), 25);

/** The last so many runs count in full (Bergstra, Yamins and Cox, Making a Science of Model Search, 2013). */
const recent = 25;

/**
 * The best of what has been tried, and all others, in the order in which they were proposed. One that failed, and one of which
 * nothing is known yet, is among the others: neither is to be tried again, nor what is like it. Those that were stopped come after those
 * that came to a value: the further they had come the better, and of those that had come as far the better ones. With several objectives
 * the better ones are those of earlier Pareto fronts, and of the front that is cut through those farthest from their neighbours.
 */
export function splitTrials(trials: readonly Trial[]): {
  readonly good: readonly Observation[];
  readonly others: readonly Observation[];
} {
  const known = trials.filter(({ value }) => value !== undefined);
  const stopped = trials.filter((trial) => trial.value === undefined && trial.stopped?.value !== undefined);
  const ranked = [
    ...inOrderOfCosts(known),
    ...stopped.toSorted(({ stopped: a }, { stopped: b }) => b!.step - a!.step || a!.value! - b!.value!),
  ];
  const best = new Set(ranked.slice(0, goodOf(ranked.length)));
  return {
    good: weighed(trials.filter((trial) => best.has(trial))),
    others: weighed(trials.filter((trial) => !best.has(trial))),
  };
}

function inOrderOfCosts(known: readonly Trial[]): readonly Trial[] {
  if (known.every(({ value }) => typeof value === 'number'))
    return known.toSorted((a, b) => (a.value as number) - (b.value as number));
  const places = paretoPlaces(known.map(({ value }) => [value!].flat()));
  return known
    .map((trial, index) => ({ trial, place: places[index]! }))
    .toSorted((a, b) => byPlace(a.place, b.place))
    .map(({ trial }) => trial);
}

/** Older ones count the less, down to 1 / their number for the first. */
function weighed(trials: readonly Trial[]): readonly Observation[] {
  const old = trials.length - recent;
  const least = 1 / trials.length;
  const weightOf = (index: number) =>
    index >= old ? 1 : old === 1 ? least : least + ((1 - least) * index) / (old - 1);
  return trials.map(({ point }, index) => ({ point, weight: weightOf(index) }));
}
