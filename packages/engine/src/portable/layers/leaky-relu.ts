import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';
import { withGradient } from './with-gradient.js';

export const LeakyReLU: PortableLayer<ConfigOf<'LeakyReLU'>> = {
  forward({ negativeSlope }, [input]) {
    const slope = (x: tf.Tensor) => tf.add(tf.mul(tf.step(x), 1 - negativeSlope), negativeSlope);
    return withGradient(
      {
        forward: (x) => ({ value: tf.mul(x!, slope(x!)), kept: [x!] }),
        backward: (dy, [x]) => [tf.mul(dy, slope(x!))],
      },
      input!,
    );
  },
};
