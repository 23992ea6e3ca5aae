import type { Plan } from '../plan/plan.js';
import type { RunSource } from './run-source.js';

export interface ScheduleOptions {
  readonly plan: Plan;
  readonly source: RunSource;
  /** Keys of the stages that need not be computed. */
  readonly stored: Iterable<string>;
  /** Tasks that may be under way at once. Default 1: a sequence. */
  readonly places?: number;
}
