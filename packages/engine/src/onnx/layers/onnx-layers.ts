import type { ConfigOf, LayerKindName } from '@thaw/core';
import { Activation, ReLU } from './activation.js';
import { AttentionPooling } from './attention-pooling.js';
import { BatchNormalization } from './batch-normalization.js';
import { Concatenate } from './concatenate.js';
import { Conv2D } from './conv2d.js';
import { Conv2DTranspose } from './conv2d-transpose.js';
import { LeakyReLU } from './leaky-relu.js';
import { SwiGLU } from './swiglu.js';
import { Stack, Take } from './take.js';
import { UpSampling2D } from './up-sampling2d.js';
import { Cropping1D, Cropping2D } from './cropping.js';
import { CustomScaleLayer } from './custom-scale-layer.js';
import { Dense } from './dense.js';
import { DepthwiseConv2D } from './depthwise-conv2d.js';
import { DotProductAttention } from './dot-product-attention.js';
import {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
} from './global-pooling.js';
import { Dropout, StochasticDepth } from './identity.js';
import { InputLayer } from './input-layer.js';
import { LayerNormalization } from './layer-normalization.js';
import { LayerScale } from './layer-scale.js';
import { Normalization } from './normalization.js';
import { Add, Multiply } from './one-by-one.js';
import type { OnnxLayer } from './onnx-layer.js';
import { AveragePooling2D, MaxPooling2D } from './pooling2d.js';
import { PositionEmbedding } from './position-embedding.js';
import { ClassToken, RegisterTokens } from './prefix-tokens.js';
import { Rescaling } from './rescaling.js';
import { Flatten, Reshape } from './reshape.js';
import { SeparableConv2D } from './separable-conv2d.js';
import { ZeroPadding2D } from './zero-padding2d.js';

/** Every kind of layer that a graph may hold; a kind that core adds does not compile until it has a line here. */
export const onnxLayers: { readonly [Kind in LayerKindName]: OnnxLayer<ConfigOf<Kind>> } = {
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
export const onnxLayer = (kind: LayerKindName): OnnxLayer<unknown> => onnxLayers[kind] as OnnxLayer<unknown>;
