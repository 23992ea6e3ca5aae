import type { Explanations } from './explanations.js';

/** What a file system refuses. */
export const files = {
  'THAW-FILES-DENIED':
    'The file system does not let this user read or write there. Give the rights, or name another place: `--store`, `--out`, `THAW_CACHE`, `TMPDIR`.',
  'THAW-FILES-FULL':
    'There is no room, or no quota, left where something was to be written. Make room or name another place; what is stored is kept.',
  'THAW-FILES-PATH':
    'A path leads nowhere: a part of it is missing, is a file where a folder should be or the other way round, is too long, or is a link that leads in a circle.',
  'THAW-FILES-READ-ONLY': 'The place is on a file system that can only be read. Name another one.',
  'THAW-FILES-TOO-MANY-OPEN':
    'The system lets this process, or all together, open no more files. Raise the limit, as with `ulimit -n 4096`.',
  'THAW-FILES-UNWRITABLE':
    'A folder or a file that the command is going to write cannot be written. This is looked at before anything is computed.',
} as const satisfies Explanations<'FILES'>;
