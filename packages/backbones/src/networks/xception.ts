import type { GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, convolution, pooling } from './layer-configs.js';
import { tf } from './preprocessing.js';
import { kitchenwareXception } from './xception-mirror.js';

const imagenet = kerasImagenet({
  ...{ preprocessing: tf, imageSize: 299, top1: 0.79 },
  path: 'xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
  bytes: 83_683_744,
  md5: 'b0042744bf5b25fce3cb969f33bebb97',
  topMd5: '0a58e3b7378bc2990ea3b43d5981f1f6',
  provenance: 'Trained and released by the author of Keras.',
  licence: 'MIT',
});

export const xception = defineBackbone({
  name: 'xception',
  title: 'Xception',
  source: 'Chollet 2016, arXiv 1610.02357; keras/src/applications/xception.py',
  minimumImageSize: 71,
  weights: [{ ...imagenet, sources: [...imagenet.sources, kitchenwareXception] }],
  assemble(graph, image) {
    graph.block('block1');
    let x = graph.add('Conv2D', 'block1_conv1', convolution(32, 3, { strides: 2, useBias: false }), image);
    x = relu(graph, 'block1_conv1', normalize(graph, 'block1_conv1_bn', x));
    x = graph.add('Conv2D', 'block1_conv2', convolution(64, 3, { useBias: false }), x);
    x = relu(graph, 'block1_conv2', normalize(graph, 'block1_conv2_bn', x));

    x = reduction(graph, 2, [128, 128], x);
    x = reduction(graph, 3, [256, 256], x);
    x = reduction(graph, 4, [728, 728], x);
    for (let block = 5; block <= 12; block++) x = residual(graph, block, x);
    x = reduction(graph, 13, [728, 1024], x);

    graph.block('block14');
    x = relu(graph, 'block14_sepconv1', separable(graph, 'block14_sepconv1', 1536, x));
    return relu(graph, 'block14_sepconv2', separable(graph, 'block14_sepconv2', 2048, x));
  },
});

/** Halves the image: two separable convolutions and a pooling, beside a 1 × 1 convolution. */
function reduction(
  graph: GraphBuilder,
  block: number,
  filters: readonly [number, number],
  input: string,
): string {
  const name = `block${block}`;
  graph.block(name);
  const shortcutConfig = convolution(filters[1], 1, { strides: 2, padding: 'same', useBias: false });
  let shortcut = graph.add('Conv2D', graph.unnamed('conv2d'), shortcutConfig, input);
  shortcut = normalize(graph, graph.unnamed('batch_normalization'), shortcut);

  // What enters block 2 has just been rectified.
  const start = block === 2 ? input : relu(graph, `${name}_sepconv1`, input);
  let x = relu(graph, `${name}_sepconv2`, separable(graph, `${name}_sepconv1`, filters[0], start));
  x = separable(graph, `${name}_sepconv2`, filters[1], x);
  x = graph.add('MaxPooling2D', `${name}_pool`, pooling(3, { strides: 2, padding: 'same' }), x);
  return add(graph, x, shortcut);
}

/** Keeps the shape: three separable convolutions beside the input itself. */
function residual(graph: GraphBuilder, block: number, input: string): string {
  graph.block(`block${block}`);
  let x = input;
  for (const convolved of [1, 2, 3].map((number) => `block${block}_sepconv${number}`)) {
    x = separable(graph, convolved, 728, relu(graph, convolved, x));
  }
  return add(graph, x, input);
}

function separable(graph: GraphBuilder, name: string, filters: number, input: string): string {
  const config = convolution(filters, 3, { padding: 'same', useBias: false });
  return normalize(graph, `${name}_bn`, graph.add('SeparableConv2D', name, config, input));
}

const add = (graph: GraphBuilder, x: string, shortcut: string) =>
  graph.add('Add', graph.unnamed('add'), {}, x, shortcut);

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm(), input);

/** Named after the convolution it stands beside, on whichever side. */
const relu = (graph: GraphBuilder, convolved: string, input: string) =>
  graph.add('Activation', `${convolved}_act`, { activation: 'relu' }, input);
