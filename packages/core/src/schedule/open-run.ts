import type { PlannedRun } from '../plan/plan.js';

/** A run whose turn has come. */
export interface OpenRun {
  readonly run: PlannedRun;
  /** How many of its stages have been told of. */
  told: number;
  /** Tasks of it that are under way. */
  underWay: number;
  /** Told of a training, whose epochs are judged before there is more of it. */
  isHeld: boolean;
}
