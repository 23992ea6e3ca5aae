import type { Plan, PlannedRun } from '../plan/plan.js';

/** What a stage counts of which no time is known: of two chains of such the one with more of them is longer. */
const instant = 1e-6;

/**
 * How long it should take from the beginning of a stage until all that is made from it is there, had every stage a place of its own.
 * Whatever has the longest way to go is begun first where there are several places: what begins late and takes long is all that a
 * sweep waits for at its end.
 */
export class LongestWays {
  /** Of the plan, until it grows. */
  #ways: ReadonlyMap<string, number> | undefined;

  constructor(
    private readonly plan: Pick<Plan, 'stages'>,
    private readonly secondsOf: (key: string) => number,
  ) {}

  of(key: string): number {
    return (this.#ways ??= this.#measure()).get(key) ?? 0;
  }

  planHasGrown(): void {
    this.#ways = undefined;
  }

  #measure(): ReadonlyMap<string, number> {
    const ways = new Map<string, number>();
    const after = new Map<string, number>();
    // Parents come first in a plan.
    for (const { key, parents } of this.plan.stages.toReversed()) {
      const way = Math.max(this.secondsOf(key), instant) + (after.get(key) ?? 0);
      ways.set(key, way);
      for (const parent of parents) after.set(parent, Math.max(after.get(parent) ?? 0, way));
    }
    return ways;
  }
}

/** A stage that can begin, the run in whose turn, and how long its way is. */
export interface Beginning {
  readonly run: PlannedRun;
  readonly key: string;
  readonly way: number;
}

/** The first of the longest. */
export const longestOf = (beginnings: readonly Beginning[]): Beginning | undefined =>
  beginnings.reduce<Beginning | undefined>(
    (longest, each) => (longest && longest.way >= each.way ? longest : each),
    undefined,
  );
