import { ThawError } from '@thaw/core';

/** Workers that were there and never said a word. */
export const silentWorkers = (queue: string, known: string | undefined): ThawError =>
  new ThawError({
    code: 'THAW-QUEUE-WORKER-SILENT',
    message: 'workers have ended without a word',
    expected: `that they can read and write ${queue}, and that the setup of the profile and Node work there`,
    found: known ?? 'nothing is known of them',
    remedy:
      'have the store (--store), Thaw and Node on a file system that all nodes share; what a worker has printed is in the .log files there',
  });

/** A task that workers have taken up again and again. */
export const inVain = (label: string): ThawError =>
  new ThawError({
    code: 'THAW-QUEUE-IN-VAIN',
    message: 'five workers in a row have come no further with a stage',
    found: label,
    remedy:
      'have the profile give workers more time or memory; how each has ended is in the .ndjson and .log files of the queue; finished epochs are kept',
  });

/** Nobody is there any more, and nobody can be. */
export const noNodeLeft = (excluded: readonly string[]): ThawError =>
  new ThawError({
    code: 'THAW-QUEUE-NO-NODE-LEFT',
    message: 'workers have died on all nodes that there are',
    found: excluded.join(', '),
    remedy:
      'see the .log files of the queue for why, and run the same command again: finished epochs are kept',
  });

/** Workers take nothing more from it. */
export const queueClosed = (queue: string): ThawError =>
  new ThawError({
    code: 'THAW-QUEUE-CLOSED',
    message: 'somebody has closed the queue of this sweep, or opened it anew',
    found: queue,
    remedy: 'run the same command again to go on; what is stored is kept',
  });
