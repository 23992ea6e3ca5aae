import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';
import { withGradient } from './with-gradient.js';

export const Add: PortableLayer<ConfigOf<'Add'>> = {
  forward: (_config, inputs) =>
    withGradient(
      {
        forward: (...terms) => ({ value: terms.reduce((sum, term) => tf.add(sum, term)) }),
        backward: (dy) => inputs.map(() => tf.clone(dy)),
      },
      ...inputs,
    ),
};
