import type { Plan } from '../plan/plan.js';
import type { Budget } from './budget.js';
import type { RunSource } from './run-source.js';

export interface ScheduleOptions {
  readonly plan: Plan;
  readonly source: RunSource;
  /** Keys of the stages that need not be computed. */
  readonly stored: Iterable<string>;
  /** Tasks that may be under way at once. Default 1: a sequence. */
  readonly places?: number;
  /** Told of the seconds that tasks took. The source is to have the same. Default: without limits. */
  readonly budget?: Budget;
  /** How long a stage of the plan should take, by its key. Default: no time. */
  readonly secondsOf?: (key: string) => number;
}
