import type { GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasApplications } from './keras-weights.js';
import { batchNorm, convolution, pooling } from './layer-configs.js';
import { tf } from './preprocessing.js';
import { kitchenwareXception } from './xception-mirror.js';

export const xception = defineBackbone({
  name: 'xception',
  title: 'Xception',
  source: 'Chollet 2016, arXiv 1610.02357; keras/src/applications/xception.py',
  minimumImageSize: 71,
  weights: [
    {
      tag: 'imagenet',
      preprocessing: tf,
      imageSize: 299,
      classes: 1000,
      top1: 0.79, // keras.io/api/applications
      sources: [
        kerasApplications({
          path: 'xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
          bytes: 83_683_744,
          md5: 'b0042744bf5b25fce3cb969f33bebb97',
          provenance: 'Trained and released by the author of Keras.',
          licence: 'MIT',
        }),
        kitchenwareXception,
      ],
    },
  ],
  assemble(graph, image) {
    graph.block('block1');
    let x = graph.add('Conv2D', 'block1_conv1', convolution(32, 3, { strides: 2, useBias: false }), image);
    x = relu(graph, 'block1_conv1', normalize(graph, 'block1_conv1_bn', x));
    x = graph.add('Conv2D', 'block1_conv2', convolution(64, 3, { useBias: false }), x);
    x = relu(graph, 'block1_conv2', normalize(graph, 'block1_conv2_bn', x));

    x = reduction(graph, 2, { filters: [128, 128], projection: 0 }, x);
    x = reduction(graph, 3, { filters: [256, 256], projection: 1 }, x);
    x = reduction(graph, 4, { filters: [728, 728], projection: 2 }, x);
    for (let block = 5; block <= 12; block++) x = residual(graph, block, x);
    x = reduction(graph, 13, { filters: [728, 1024], projection: 3 }, x);

    graph.block('block14');
    x = relu(graph, 'block14_sepconv1', separable(graph, 'block14_sepconv1', 1536, x));
    return relu(graph, 'block14_sepconv2', separable(graph, 'block14_sepconv2', 2048, x));
  },
});

interface Reduction {
  readonly filters: readonly [number, number];
  /** Which of the four shortcut convolutions it has, from 0: Keras numbers them instead of naming them. */
  readonly projection: number;
}

/** Halves the image: two separable convolutions and a pooling, beside a 1 × 1 convolution. */
function reduction(
  graph: GraphBuilder,
  block: number,
  { filters, projection }: Reduction,
  input: string,
): string {
  const name = `block${block}`;
  graph.block(name);
  const shortcutConfig = convolution(filters[1], 1, { strides: 2, padding: 'same', useBias: false });
  let shortcut = graph.add('Conv2D', numbered('conv2d', projection), shortcutConfig, input);
  shortcut = normalize(graph, numbered('batch_normalization', projection), shortcut);

  // What enters block 2 has just been rectified.
  const start = block === 2 ? input : relu(graph, `${name}_sepconv1`, input);
  let x = relu(graph, `${name}_sepconv2`, separable(graph, `${name}_sepconv1`, filters[0], start));
  x = separable(graph, `${name}_sepconv2`, filters[1], x);
  x = graph.add('MaxPooling2D', `${name}_pool`, pooling(3, { strides: 2, padding: 'same' }), x);
  return add(graph, block, x, shortcut);
}

/** Keeps the shape: three separable convolutions beside the input itself. */
function residual(graph: GraphBuilder, block: number, input: string): string {
  graph.block(`block${block}`);
  let x = input;
  for (const convolved of [1, 2, 3].map((number) => `block${block}_sepconv${number}`)) {
    x = separable(graph, convolved, 728, relu(graph, convolved, x));
  }
  return add(graph, block, x, input);
}

function separable(graph: GraphBuilder, name: string, filters: number, input: string): string {
  const config = convolution(filters, 3, { padding: 'same', useBias: false });
  return normalize(graph, `${name}_bn`, graph.add('SeparableConv2D', name, config, input));
}

const add = (graph: GraphBuilder, block: number, x: string, shortcut: string) =>
  graph.add('Add', numbered('add', block - 2), {}, x, shortcut);

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm(), input);

/** Named after the convolution it stands beside, on whichever side. */
const relu = (graph: GraphBuilder, convolved: string, input: string) =>
  graph.add('Activation', `${convolved}_act`, { activation: 'relu' }, input);

/** The names Keras gives to layers without one: `conv2d`, `conv2d_1`, … */
const numbered = (name: string, index: number) => (index === 0 ? name : `${name}_${index}`);
