import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const ZeroPadding2D: PortableLayer<ConfigOf<'ZeroPadding2D'>> = {
  forward({ padding: [rows, columns] }, [input]) {
    return tf.pad(input!, [[0, 0], [...rows], [...columns], [0, 0]]);
  },
};
