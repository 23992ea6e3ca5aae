import { Activation, ReLU } from './activation.js';
import { Add } from './add.js';
import { BatchNormalization } from './batch-normalization.js';
import { Conv2D } from './conv2d.js';
import { Dense } from './dense.js';
import { DepthwiseConv2D } from './depthwise-conv2d.js';
import { Dropout } from './dropout.js';
import { Flatten, GlobalAveragePooling2D, GlobalMaxPooling2D } from './global-pooling2d.js';
import { InputLayer } from './input-layer.js';
import type { LayerKind } from './layer-kind.js';
import { AveragePooling2D, MaxPooling2D } from './pooling2d.js';
import { SeparableConv2D } from './separable-conv2d.js';
import { ZeroPadding2D } from './zero-padding2d.js';

/** Every kind of layer that a graph may hold, by Keras's class name. */
export const layerKinds = {
  InputLayer,
  Conv2D,
  DepthwiseConv2D,
  SeparableConv2D,
  BatchNormalization,
  Activation,
  ReLU,
  ZeroPadding2D,
  MaxPooling2D,
  AveragePooling2D,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  Flatten,
  Dense,
  Dropout,
  Add,
} as const satisfies Record<string, LayerKind<never>>;

export type LayerKindName = keyof typeof layerKinds;
export type ConfigOf<Kind extends LayerKindName> =
  (typeof layerKinds)[Kind] extends LayerKind<infer Config> ? Config : never;
