import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const Cropping2D: PortableLayer<ConfigOf<'Cropping2D'>> = {
  forward({ cropping: [rows, columns] }, [input]) {
    const [, height, width] = input!.shape;
    const size = [-1, height! - rows[0] - rows[1], width! - columns[0] - columns[1], -1];
    return tf.slice(input!, [0, rows[0], columns[0], 0], size);
  },
};
