import type { Explanations } from './explanations.js';

/** Carrying out runs. */
export const run = {
  'THAW-RUN-BUSY': 'Another process carries out the same sweep in the same store. Wait for it, or end it.',
  'THAW-RUN-DIVERGED':
    'The loss is no longer a finite number, so the run is stopped as failed and the sweep goes on with the next. Most often the learning rate is too high.',
  'THAW-RUN-NO-SOURCE': '`thaw features` needs either a spec, or a backbone and a folder of images.',
} as const satisfies Explanations<'RUN'>;
