import type { Explanations } from './explanations.js';

/** Carrying out runs. */
export const run = {
  'THAW-RUN-BUSY': 'Another process carries out the same sweep in the same store. Wait for it, or end it.',
  'THAW-RUN-DIVERGED':
    'The loss is no longer a finite number, so the run is stopped as failed and the sweep goes on with the next. Most often the learning rate is too high.',
  'THAW-RUN-NO-SOURCE': '`thaw features` needs either a spec, or a backbone and a folder of images.',
  'THAW-RUN-OUT-OF-MEMORY':
    'The process that computes stages ran out of memory, by its own word or because the system ended it with SIGKILL. The run fails and the sweep goes on in a new process; finished epochs are kept.',
  'THAW-RUN-WORKER-DIED':
    'The process that computes stages ended by a signal or in native code. The run fails and the sweep goes on in a new process; the same command tries it again from the last checkpoint.',
} as const satisfies Explanations<'RUN'>;
