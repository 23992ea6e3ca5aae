import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import { overPlaces } from './over-places.js';
import type { PortableLayer } from './portable-layer.js';
import { withGradient } from './with-gradient.js';

export const LayerNormalization: PortableLayer<ConfigOf<'LayerNormalization'>> = {
  forward: ({ epsilon }, [input], { gamma, beta }) =>
    withGradient(
      {
        forward(x, gamma, beta) {
          const { mean, variance } = tf.moments(x!, -1, true);
          const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
          const standardized = tf.mul(tf.sub(x!, mean), inverseDeviation);
          const value = tf.add(tf.mul(standardized, gamma!), beta!);
          return { value, kept: [standardized, inverseDeviation, gamma!] };
        },
        backward(dy, [standardized, inverseDeviation, gamma]) {
          const byStandardized = tf.mul(dy, gamma!);
          const along = tf.mean(tf.mul(byStandardized, standardized!), -1, true);
          const centred = tf.sub(byStandardized, tf.mean(byStandardized, -1, true));
          const rest = tf.sub(centred, tf.mul(standardized!, along));
          return [tf.mul(rest, inverseDeviation!), overPlaces(tf.mul(dy, standardized!)), overPlaces(dy)];
        },
      },
      input!,
      gamma!,
      beta!,
    ),
};
