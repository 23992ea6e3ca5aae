import type { ThawError } from '../errors/problem.js';
import type { Stage } from '../plan/stage.js';
import type { PlannedRun } from '../plan/plan.js';
import type { StageOutcome } from '../ports/tracker.js';
import type { Run } from '../sweep/run.js';

/** How a run ended: `stopped` by a rule because it was not worth going on with. */
export type RunEnd =
  | { readonly status: 'finished' | 'interrupted' | 'stopped' }
  | { readonly status: 'failed'; readonly error: unknown };

/** A run, or a point that is none. */
export type RefusedRun = Omit<Run, 'config'> & Partial<Pick<Run, 'config'>>;

/** What has become of runs, in the order in which it is to be told. */
export type RunNews =
  | { readonly type: 'run-started'; readonly run: PlannedRun }
  | {
      readonly type: 'stage-ended';
      readonly run: PlannedRun;
      readonly stage: Stage;
      readonly status: StageOutcome['status'];
      /** That it took to compute on this run's behalf. */
      readonly seconds: number;
    }
  | { readonly type: 'run-ended'; readonly run: PlannedRun; readonly end: RunEnd }
  /** It has failed before anything of it could begin. */
  | { readonly type: 'run-refused'; readonly run: RefusedRun; readonly error: ThawError };
