import type { Json } from '../ports/tracker.js';

/** Swept values by path: one point of a sweep. */
export type ParameterValues = Readonly<Record<string, Json>>;

/**
 * Proposes the points of a sweep. Rules every search keeps:
 * - The same settings, seed and answers propose the same points in the same order.
 * - `ask` returns `wait` while it has to be told of points that it has proposed, never when it has been told of all of
 *   them, and undefined once there is nothing more to try, and from then on.
 * - `weigh` until it is told what each point of `toWeigh` is expected to cost: by that it chooses.
 * - `tell` comes once for each point, late and in any order; again for one that was stopped and went on.
 */
export interface Search {
  /**
   * What it will propose next whatever it is told: all that is left of a grid. Proposes nothing. At the beginning at least one
   * point: by it the spec is checked, planned and weighed before anything begins.
   */
  certain(): readonly ParameterValues[];
  ask(): ParameterValues | 'wait' | 'weigh' | undefined;
  /** Absent where it never asks. */
  toWeigh?(): readonly ParameterValues[];
  /** In the order of `toWeigh`: seconds beside all that is there and was asked for before; undefined where nobody knows. */
  weigh?(seconds: ExpectedSeconds): void;
  /**
   * The smaller the value, the better; as many of each where there are several objectives; undefined if the run came to none. Of one that was stopped, how far it had come: if it goes on
   * later, there is more to tell.
   */
  tell(parameters: ParameterValues, value: Costs | undefined, stopped?: StoppedAt): void;
}

/** What points are expected to cost, in seconds; undefined where nobody knows. */
export type ExpectedSeconds = readonly (number | undefined)[];

/** What a point came to, the smaller the better: one number, or one for each of several objectives. */
export type Costs = number | readonly number[];

/** What has come of a point before the search began. */
export interface KnownPoint {
  readonly point: ParameterValues;
  /** The smaller, the better; undefined if it came to none. */
  readonly value: Costs | undefined;
}

/** Where a rule has decided against a run. */
export interface StoppedAt {
  /** Epochs so far, of those that are judged. */
  readonly step: number;
  /** The smaller, the better; undefined if it was not measured, or is no number. */
  readonly value: number | undefined;
}

/** A search whose points are all known before; what it is told changes nothing. */
export function listedSearch(points: readonly ParameterValues[]): Search {
  let next = 0;
  return {
    certain: () => points.slice(next),
    ask: () => points[next++],
    tell() {},
  };
}
