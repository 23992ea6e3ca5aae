import type { Explanations } from './explanations.js';

/** The command line. */
export const cli = {
  'THAW-CLI-UNKNOWN-COMMAND': 'Thaw has no command of this name; `thaw --help` lists them.',
  'THAW-CLI-UNKNOWN-OPTION':
    'The command, or the library, has no option of this name; `thaw COMMAND --help` lists them.',
  'THAW-CLI-TOO-MANY-ARGUMENTS': 'More stands alone on the command line than the command takes.',
  'THAW-CLI-MISSING-OPTION': 'The command needs an option that was not given.',
  'THAW-CLI-BAD-VALUE': 'An option was given a value that it does not take.',
  'THAW-CLI-EXCLUSIVE-OPTIONS': 'Two options were given that exclude each other.',
  'THAW-CLI-DEFECT':
    'Something failed that nobody foresaw: a defect of Thaw, printed with its stack. Only `--json` tells it under this code.',
} as const satisfies Explanations<'CLI'>;
