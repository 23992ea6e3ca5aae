import type { Explanations } from './explanations.js';

/** Stored results. */
export const store = {
  'THAW-STORE-DAMAGED':
    'A stored result is not what was written: its checksum does not match, or a part is missing. It is set aside and computed anew.',
  'THAW-STORE-FULL':
    'The disk that holds the store has no room for a result. What is stored already stays; make room and run the same command again.',
  'THAW-STORE-MISSING':
    'There is no store where one is to be read: `.thaw` in the workspace, or what `--store` names. `thaw sweep` makes one.',
} as const satisfies Explanations<'STORE'>;
