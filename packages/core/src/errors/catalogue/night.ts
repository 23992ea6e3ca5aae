import type { Explanations } from './explanations.js';

/** Nightly sweeps. */
export const night = {
  'THAW-NIGHT-NO-SPEC':
    'A file or a glob after `--specs` matches no YAML file. A relative one starts from the folder that you stand in; quote it, so that your shell leaves it as it is.',
  'THAW-NIGHT-BAD-ADDRESS':
    'What is to be called after a night is no address that begins with `http://` or `https://`, nor the name of a variable that holds one (`env:NAME`).',
  'THAW-NIGHT-PAST':
    'A time that is set with `--now` lies before what the history of the store tells of. Nights would be written into it that never were; `--dry-run` writes nothing.',
} as const satisfies Explanations<'NIGHT'>;
