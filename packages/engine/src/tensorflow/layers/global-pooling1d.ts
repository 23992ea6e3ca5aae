import type { ConfigOf } from '@thaw/core';
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from './global-pooling2d.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const GlobalAveragePooling1D: TensorflowLayer<ConfigOf<'GlobalAveragePooling1D'>> =
  GlobalAveragePooling2D;
export const GlobalMaxPooling1D: TensorflowLayer<ConfigOf<'GlobalMaxPooling1D'>> = GlobalMaxPooling2D;
