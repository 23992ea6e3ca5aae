import type { PlannedRun } from '../plan/plan.js';
import type { StageEnd } from './run-news.js';

/** What has become of stages, each until a run is told of it: the first that needs it. */
export class Untold {
  readonly #ends = new Map<string, StageEnd>();

  add(end: StageEnd): void {
    this.#ends.set(end.stage.key, end);
  }

  /** For a run that is told of the stage now. */
  take(key: string): StageEnd | undefined {
    const end = this.#ends.get(key);
    this.#ends.delete(key);
    return end;
  }

  /** Of stages that none of these runs needs: there is nobody left to tell. */
  takeUnneeded(runs: () => readonly PlannedRun[]): readonly StageEnd[] {
    if (this.#ends.size === 0) return [];
    const needed = new Set(runs().flatMap(({ stages }) => stages));
    const unneeded = [...this.#ends.values()].filter(({ stage }) => !needed.has(stage.key));
    for (const { stage } of unneeded) this.#ends.delete(stage.key);
    return unneeded;
  }
}
