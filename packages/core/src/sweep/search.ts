import type { Json } from '../ports/tracker.js';

/** Swept values by path: one point of a sweep. */
export type ParameterValues = Readonly<Record<string, Json>>;

/**
 * Proposes the points of a sweep. Rules every search keeps:
 * - The same settings, seed and answers propose the same points in the same order.
 * - `ask` returns undefined once there is nothing more to try, and from then on.
 * - `tell` may come late, in any order, or not at all; a point that failed is not told.
 */
export interface Search {
  ask(): ParameterValues | undefined;
  /** `value` is the objective's; lower or higher is better as the sweep's goal says. */
  tell(parameters: ParameterValues, value: number): void;
}
