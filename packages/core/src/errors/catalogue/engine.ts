import type { Explanations } from './explanations.js';

/** Training and inference. */
export const engine = {
  'THAW-ENGINE-NO-GRADIENT':
    'The backend cannot compute the gradient of a layer that must be trained through.',
  'THAW-ENGINE-WEIGHTS':
    'Weights handed to the engine lack a weight of the network, or one has another shape.',
  'THAW-ENGINE-STATE': 'A checkpoint belongs to another training than the one that it is to continue.',
} as const satisfies Explanations<'ENGINE'>;
