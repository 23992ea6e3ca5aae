import type { PlannedRun } from '../plan/plan.js';
import type { Beginning } from './longest-way.js';
import type { Standing } from './standing.js';

/** Runs that are certain to come and may begin in any order: the longest first, each once there is something that it can do. */
export class WaitingRuns {
  /** How long each is. */
  readonly #ways: Map<PlannedRun, number>;

  constructor(runs: readonly PlannedRun[], wayOf: (run: PlannedRun) => number) {
    const ways = runs.map((run) => [run, wayOf(run)] as const);
    this.#ways = new Map(ways.toSorted(([, a], [, b]) => b - a));
  }

  get all(): readonly PlannedRun[] {
    return [...this.#ways.keys()];
  }

  /** What the longest of them can begin that can begin something. */
  longest(standing: Standing): Beginning | undefined {
    for (const [run, way] of this.#ways) {
      const [key] = standing.beginnings(run.stages);
      if (key !== undefined) return { run, key, way };
    }
    return undefined;
  }

  take(run: PlannedRun): void {
    this.#ways.delete(run);
  }
}
