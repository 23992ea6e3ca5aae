import type { Explanations } from './explanations.js';

/** The command line. */
export const cli = {
  'THAW-CLI-MISSING-OPTION': 'The command needs an option that was not given.',
  'THAW-CLI-BAD-VALUE': 'An option was given a value that it does not take.',
  'THAW-CLI-EXCLUSIVE-OPTIONS': 'Two options were given that exclude each other.',
} as const satisfies Explanations<'CLI'>;
