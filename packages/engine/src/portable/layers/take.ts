import * as tf from '@tensorflow/tfjs-core';
import { takenFrom, type ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';
import { withGradient } from './with-gradient.js';

export const Take: PortableLayer<ConfigOf<'Take'>> = {
  forward({ indices }, [input]) {
    const list = typeof indices === 'number' ? [indices] : [...indices];
    const channels = input!.shape.at(-1)!;
    const taken = withGradient(
      {
        forward: (x) => ({ value: tf.gather(x!, tf.tensor1d(list, 'int32'), x!.rank - 1) }),
        backward(dy) {
          const nothing = dy.shape.map((_, axis): [number, number] => [0, axis === dy.rank - 1 ? 1 : 0]);
          const from = tf.tensor1d([...takenFrom({ indices }, channels)], 'int32');
          return [tf.gather(tf.pad(dy, nothing), from, dy.rank - 1)];
        },
      },
      input!,
    );
    return typeof indices === 'number' ? tf.reshape(taken, taken.shape.slice(0, -1)) : taken;
  },
};

export const Stack: PortableLayer<ConfigOf<'Stack'>> = {
  forward: (_config, inputs) => tf.stack([...inputs], -1),
};
