import type { ConfigOf } from '@thaw/core';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const InputLayer: TensorflowLayer<ConfigOf<'InputLayer'>> = {
  forward({ name }) {
    throw new RangeError(`the input ${name} was not fed`);
  },
};
