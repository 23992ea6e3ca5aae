import type { PlannedRun } from '../plan/plan.js';
import { longestOf, type Beginning } from './longest-way.js';
import type { Losses } from './losses.js';
import { beginningOf, type OpenRun } from './open-run.js';
import type { Standing } from './standing.js';

/** Runs whose turn has come and that are not over, in the order in which they began. */
export class OpenRuns implements Iterable<OpenRun> {
  readonly #runs = new Map<PlannedRun, OpenRun>();

  get size(): number {
    return this.#runs.size;
  }

  /** All as they are now: what is done with one may end it. */
  [Symbol.iterator](): Iterator<OpenRun> {
    return [...this.#runs.values()][Symbol.iterator]();
  }

  get runs(): readonly PlannedRun[] {
    return [...this.#runs.keys()];
  }

  get held(): readonly OpenRun[] {
    return [...this].filter(({ isHeld }) => isHeld);
  }

  of(run: PlannedRun): OpenRun | undefined {
    return this.#runs.get(run);
  }

  has(run: PlannedRun): boolean {
    return this.#runs.has(run);
  }

  /** Their stages that are not there yet. */
  toCome(standing: Standing): ReadonlySet<string> {
    return new Set(this.runs.flatMap(({ stages }) => stages).filter((key) => standing.isToCome(key)));
  }

  need(key: string): boolean {
    return this.runs.some(({ stages }) => stages.includes(key));
  }

  /** What the longest of them can begin, but for those that are refused. */
  longest(standing: Standing, losses: Losses, refused: ReadonlyMap<string, unknown>): Beginning | undefined {
    const goOn = [...this].filter(({ run }) => !refused.has(run.run.id));
    return longestOf(goOn.flatMap((open) => beginningOf(open, standing, losses) ?? []));
  }

  begin(run: PlannedRun, way: number): OpenRun {
    const open = { run, way, told: 0, underWay: 0, isHeld: false };
    this.#runs.set(run, open);
    return open;
  }

  end({ run }: OpenRun): void {
    this.#runs.delete(run);
  }
}
