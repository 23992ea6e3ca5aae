import type { ConfigOf } from '@thaw/core';
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from './global-pooling2d.js';
import type { PortableLayer } from './portable-layer.js';

export const GlobalAveragePooling1D: PortableLayer<ConfigOf<'GlobalAveragePooling1D'>> =
  GlobalAveragePooling2D;
export const GlobalMaxPooling1D: PortableLayer<ConfigOf<'GlobalMaxPooling1D'>> = GlobalMaxPooling2D;
