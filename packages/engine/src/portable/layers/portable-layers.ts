import type { ConfigOf, LayerKindName } from '@thaw/core';
import { Activation, ReLU } from './activation.js';
import { Add } from './add.js';
import { BatchNormalization } from './batch-normalization.js';
import { Concatenate } from './concatenate.js';
import { Conv2D } from './conv2d.js';
import { Conv2DTranspose } from './conv2d-transpose.js';
import { LeakyReLU } from './leaky-relu.js';
import { SwiGLU } from './swiglu.js';
import { Stack, Take } from './take.js';
import { UpSampling2D } from './up-sampling2d.js';
import { Cropping2D } from './cropping2d.js';
import { CustomScaleLayer } from './custom-scale-layer.js';
import { Dense } from './dense.js';
import { DepthwiseConv2D } from './depthwise-conv2d.js';
import { Dropout, StochasticDepth } from './dropout.js';
import { Flatten } from './flatten.js';
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from './global-pooling2d.js';
import { AttentionPooling } from './attention-pooling.js';
import { Cropping1D } from './cropping1d.js';
import { DotProductAttention } from './dot-product-attention.js';
import { GlobalAveragePooling1D, GlobalMaxPooling1D } from './global-pooling1d.js';
import { PositionEmbedding } from './position-embedding.js';
import { ClassToken, RegisterTokens } from './prefix-tokens.js';
import { InputLayer } from './input-layer.js';
import { LayerNormalization } from './layer-normalization.js';
import { LayerScale } from './layer-scale.js';
import { Multiply } from './multiply.js';
import { Normalization } from './normalization.js';
import { AveragePooling2D, MaxPooling2D } from './pooling2d.js';
import type { PortableLayer } from './portable-layer.js';
import { Rescaling } from './rescaling.js';
import { Reshape } from './reshape.js';
import { SeparableConv2D } from './separable-conv2d.js';
import { ZeroPadding2D } from './zero-padding2d.js';

/** Every kind of layer that a graph may hold; a kind that core adds does not compile until it has a line here. */
export const portableLayers: { readonly [Kind in LayerKindName]: PortableLayer<ConfigOf<Kind>> } = {
  InputLayer,
  Conv2D,
  DepthwiseConv2D,
  SeparableConv2D,
  Conv2DTranspose,
  BatchNormalization,
  LayerNormalization,
  LayerScale,
  Rescaling,
  Normalization,
  Activation,
  ReLU,
  LeakyReLU,
  ZeroPadding2D,
  Cropping2D,
  UpSampling2D,
  MaxPooling2D,
  AveragePooling2D,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  Flatten,
  Reshape,
  Dense,
  Dropout,
  StochasticDepth,
  Add,
  Multiply,
  Concatenate,
  Take,
  Stack,
  CustomScaleLayer,
  ClassToken,
  RegisterTokens,
  PositionEmbedding,
  DotProductAttention,
  AttentionPooling,
  SwiGLU,
  Cropping1D,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
};

/** The rules of a kind, with the config's type widened to that of the layer at hand. */
export const portableLayer = (kind: LayerKindName): PortableLayer<unknown> =>
  portableLayers[kind] as PortableLayer<unknown>;
