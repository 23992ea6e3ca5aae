import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { overPlaces } from './over-places.js';
import type { PortableLayer } from './portable-layer.js';
import { withGradient } from './with-gradient.js';

export const LayerScale: PortableLayer<ConfigOf<'LayerScale'>> = {
  forward: (_config, [input], { gamma }) =>
    withGradient(
      {
        forward: (x, gamma) => ({ value: tf.mul(x!, gamma!), kept: [x!, gamma!] }),
        backward: (dy, [x, gamma]) => [tf.mul(dy, gamma!), overPlaces(tf.mul(dy, x!))],
      },
      input!,
      gamma!,
    ),
};
