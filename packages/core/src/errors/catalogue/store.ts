import type { Explanations } from './explanations.js';

/** Stored results. */
export const store = {
  'THAW-STORE-DAMAGED':
    'A stored result is not what was written: its checksum does not match, or a part is missing. It is set aside and computed anew.',
} as const satisfies Explanations<'STORE'>;
