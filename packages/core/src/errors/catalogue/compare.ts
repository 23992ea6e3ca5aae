import type { Explanations } from './explanations.js';

/** Reports and comparisons. */
export const compare = {
  'THAW-COMPARE-NO-SWEEP':
    'There is no sweep of this name or id in the store, or none at all. `thaw runs` lists what there is.',
  'THAW-COMPARE-NO-PREDICTIONS':
    'What the run says of each held-out image is not in the store: it did not finish, an older Thaw computed it, or its store was cleaned. The same sweep computes it anew.',
  'THAW-COMPARE-OTHER-CLASSES': 'The two runs were trained to tell different classes apart.',
  'THAW-COMPARE-OTHER-IMAGES':
    'No image was held out from both runs, so nothing they say can be held against each other. Runs with the same data, split and seed have the same held-out images.',
} as const satisfies Explanations<'COMPARE'>;
