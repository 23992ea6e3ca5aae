import type { PlannedRun } from '../plan/plan.js';
import type { Run } from '../sweep/run.js';
import type { RunNews } from './run-news.js';
import type { Task } from './task.js';

/** What has come of a task. */
export type TaskResult =
  /** `reused` when another sweep on the same store has done it meanwhile. */
  | { readonly status: 'computed' | 'reused'; readonly seconds: number }
  | { readonly status: 'failed'; readonly error: unknown; readonly seconds: number }
  /** What it was to be made from turned out not to be stored: that is computed again, and then the task. */
  | {
      readonly status: 'lost';
      readonly lost: readonly string[];
      readonly error: unknown;
      readonly seconds: number;
    }
  /** No run needed it any more, or not as far. What it has stored stays; a run that needs it goes on from there. */
  | { readonly status: 'broken-off'; readonly seconds: number };

/** A task that should begin now, and the run in whose turn it falls. */
export interface Assignment {
  readonly task: Task;
  readonly run: PlannedRun;
}

export type Step =
  | { readonly type: 'go'; readonly news: readonly RunNews[]; readonly tasks: readonly Assignment[] }
  /** A run has been proposed that is not in the plan: add it, and tell it to `planned`; or `reject` it. */
  | { readonly type: 'plan'; readonly run: Run }
  /** A search chooses by what the runs of each of these points would cost beside what is there: tell it to the source. */
  | { readonly type: 'weigh'; readonly points: readonly (readonly Run[])[] }
  /** Something is under way, and nothing else can begin before it has ended. */
  | { readonly type: 'wait' }
  | { readonly type: 'done' };
