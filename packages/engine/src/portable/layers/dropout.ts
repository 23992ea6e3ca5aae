import * as tf from '@tensorflow/tfjs-core';
import { seededRandom, type ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

/** The mask is drawn by core's generator, so that every backend draws the same. */
export const Dropout: PortableLayer<ConfigOf<'Dropout'>> = {
  forward({ rate }, [input], _weights, { layer, training }) {
    if (!training || rate === 0) return tf.clone(input!);
    const random = seededRandom([training.seed, 'dropout', layer]);
    const mask = Float32Array.from({ length: input!.size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
    return tf.mul(input!, tf.tensor(mask, input!.shape));
  },
};
