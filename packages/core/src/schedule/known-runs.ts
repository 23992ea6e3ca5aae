import type { PlannedRun } from '../plan/plan.js';
import { remember } from '../records/remember.js';
import type { Run } from '../sweep/run.js';

/** Runs of a plan, by their ids and by the stages that they have. There may be thousands, of which few have a stage. */
export class KnownRuns {
  readonly #byId = new Map<string, PlannedRun>();
  readonly #byStage = new Map<string, PlannedRun[]>();

  constructor(runs: readonly PlannedRun[]) {
    for (const run of runs) this.add(run);
  }

  add(planned: PlannedRun): void {
    this.#byId.set(planned.run.id, planned);
    for (const key of planned.stages) remember(this.#byStage, key, () => []).push(planned);
  }

  of(id: string): PlannedRun | undefined {
    return this.#byId.get(id);
  }

  /** These, as far as they are planned. */
  among(runs: readonly Pick<Run, 'id'>[]): readonly PlannedRun[] {
    return runs.map(({ id }) => this.of(id)).filter((run) => run !== undefined);
  }

  /** Of those that have a stage the ones that are at hand, or else of what is certain to come: to list that takes long. */
  having(
    key: string,
    atHand: readonly (AtHand | undefined)[],
    coming: () => readonly PlannedRun[],
  ): readonly PlannedRun[] {
    const isAtHand = (run: PlannedRun) => atHand.some((each) => each?.has(run));
    const having = this.#byStage.get(key) ?? [];
    if (having.every(isAtHand)) return having;
    const others = new Set(coming());
    return having.filter((run) => isAtHand(run) || others.has(run));
  }
}

interface AtHand {
  has(run: PlannedRun): boolean;
}
