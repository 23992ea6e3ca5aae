import type { ConfigOf } from '@thaw/core';
import { attend, fromHeads, toHeads } from './attend.js';
import type { PortableLayer } from './portable-layer.js';

export const DotProductAttention: PortableLayer<ConfigOf<'DotProductAttention'>> = {
  forward({ heads }, [input]) {
    const [query, key, value] = toHeads(input!, 3, heads);
    return fromHeads(attend(query!, key!, value!));
  },
};
