import type { Plan, PlannedRun } from '../plan/plan.js';
import type { Stage } from '../plan/stage.js';
import type { Beginning, LongestWays } from './longest-way.js';
import type { Standing } from './standing.js';

/** Runs that are certain to come and may begin in any order: each does once there is something that it can do. */
export class WaitingRuns {
  readonly #runs: Map<string, PlannedRun>;
  /** The longest way to go first. */
  readonly #stages: readonly Stage[];
  /** Those before it are stored. */
  #first = 0;

  constructor(
    runs: readonly PlannedRun[],
    plan: Pick<Plan, 'stages'>,
    private readonly ways: LongestWays,
  ) {
    this.#runs = new Map(runs.map((each) => [each.run.id, each]));
    const stages = runs.length > 0 ? plan.stages : [];
    this.#stages = stages.toSorted((a, b) => ways.of(b.key) - ways.of(a.key));
  }

  /** In the order of their source. */
  get all(): readonly PlannedRun[] {
    return [...this.#runs.values()];
  }

  /** What of them has the longest way to go and can begin. */
  longest(standing: Standing): Beginning | undefined {
    while (this.#first < this.#stages.length && standing.stored.has(this.#stages[this.#first]!.key))
      this.#first++;
    for (let index = this.#first; index < this.#stages.length && this.#runs.size > 0; index++) {
      const { key, runs } = this.#stages[index]!;
      const id = standing.canBegin(key) ? runs.find((each) => this.#runs.has(each)) : undefined;
      if (id !== undefined) return { run: this.#runs.get(id)!, key, way: this.ways.of(key) };
    }
    return undefined;
  }

  take({ run }: PlannedRun): void {
    this.#runs.delete(run.id);
  }
}
