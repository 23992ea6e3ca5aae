import type { ConfigOf } from '@thaw/core';
import type { PortableLayer } from './portable-layer.js';

export const InputLayer: PortableLayer<ConfigOf<'InputLayer'>> = {
  forward(_config, _inputs, _weights, { layer }) {
    throw new RangeError(`the input ${layer} was not fed`);
  },
};
