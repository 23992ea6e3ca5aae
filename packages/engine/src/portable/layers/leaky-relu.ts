import type { ConfigOf } from '@thaw/core';
import { leak } from './activate.js';
import type { PortableLayer } from './portable-layer.js';

export const LeakyReLU: PortableLayer<ConfigOf<'LeakyReLU'>> = {
  forward: ({ negativeSlope }, [input]) => leak(input!, negativeSlope),
};
