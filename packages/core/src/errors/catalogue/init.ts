import type { Explanations } from './explanations.js';

/** A first spec. */
export const init = {
  'THAW-INIT-NO-DATA':
    'What was named after `thaw init` is neither a folder of images nor a CSV file, or is not there.',
  'THAW-INIT-UNREADABLE-CLASS':
    'Of a class fewer than two images can be read, so that no spec would run: there would be none to learn it from, or none to try what was learned on.',
  'THAW-INIT-NO-WEIGHTS':
    'No network has weights on this machine, and none of the places that publish some can be reached from it. It is told why.',
  'THAW-INIT-NO-ROOM':
    'The smallest sweep over these images would need more memory, or more of the disk, than this machine has.',
  'THAW-INIT-EXISTS':
    'A file is where `thaw init` would write one. It replaces a file only with `--force`, and never the one that the images are read from.',
} as const satisfies Explanations<'INIT'>;
