import type { Plan, PlannedRun } from '../plan/plan.js';
import type { Stage } from '../plan/stage.js';
import { remember } from '../records/remember.js';
import { covers, goesNoFurther, neededBy } from './needed.js';

/**
 * Stages as far as they are needed: all that is planned of them, until a run was stopped or rejected. To know then takes all runs that have a stage,
 * and each of them asks: it is remembered until `renew`.
 */
export class NeededStages {
  #areFewer = false;
  readonly #known = new Map<string, { readonly stage: Stage | undefined }>();

  constructor(
    private readonly plan: Pick<Plan, 'stage'>,
    /** Those that have a stage and are under way or to come. */
    private readonly runsWith: (key: string) => readonly PlannedRun[],
  ) {}

  /** Whether not all that is planned is needed any more. */
  get areFewer(): boolean {
    return this.#areFewer;
  }

  lessen(): void {
    this.#areFewer = true;
  }

  /** Which runs are to come may have changed. */
  renew(): void {
    this.#known.clear();
  }

  /** A run needs its stages no more. */
  forget({ stages }: PlannedRun): void {
    for (const key of stages) this.#known.delete(key);
  }

  of(key: string): Stage | undefined {
    const stage = this.plan.stage(key)!;
    if (!this.#areFewer) return stage;
    return remember(this.#known, key, () => ({ stage: neededBy(this.runsWith(key), stage) })).stage;
  }

  /** Whether nothing is missing of one that was computed: a run that was planned meanwhile may ask for more, further along the trajectory, or for other images. */
  isWhole(made: Stage): boolean {
    const needed = this.of(made.key);
    return !needed || covers(made, needed);
  }

  /** Whether all that is computed of one is needed. */
  isAll(begun: Stage): boolean {
    return goesNoFurther(begun, this.of(begun.key));
  }
}
