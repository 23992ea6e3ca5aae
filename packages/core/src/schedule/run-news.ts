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

/** How a stage ended. */
export interface StageEnd {
  /** It is told of it, or else it was begun in its turn. */
  readonly run: PlannedRun;
  readonly stage: Stage;
  readonly status: StageOutcome['status'];
  /** That it took to compute on this run's behalf. */
  readonly seconds: number;
}

/** What has become of runs, in the order in which it is to be told. */
export type RunNews =
  | { readonly type: 'run-started'; readonly run: PlannedRun }
  | ({ readonly type: 'stage-ended' } & StageEnd)
  /**
   * A task has ended of which no run is told: those that need it are over, or know of it already. `broken-off` where it has not
   * come as far as it is needed, or is not needed.
   */
  | ({ readonly type: 'task-ended' } & Omit<StageEnd, 'status'> & {
        readonly status: StageEnd['status'] | 'broken-off';
      })
  | { readonly type: 'run-ended'; readonly run: PlannedRun; readonly end: RunEnd }
  /** It has failed before anything of it could begin. */
  | { readonly type: 'run-refused'; readonly run: RefusedRun; readonly error: ThawError };
