import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, border, convolution, pooling } from './layer-configs.js';
import { torch } from './preprocessing.js';

interface Variant {
  readonly depth: 121 | 169 | 201;
  /** In each of the four stages. */
  readonly blocks: readonly number[];
  readonly top1: number;
  readonly md5: string;
  readonly topMd5: string;
}

/** What each block adds to the channels. */
const growth = 32;

const network = ({ depth, blocks, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `densenet${depth}`,
    title: `DenseNet${depth}`,
    source:
      'Huang, Liu, van der Maaten and Weinberger 2016, arXiv 1608.06993; keras/src/applications/densenet.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: torch, imageSize: 224, ...published },
        path: `densenet/densenet${depth}_weights_tf_dim_ordering_tf_kernels_notop.h5`,
        provenance: 'Released by the authors, ported by Keras.',
        licence: 'BSD-3-Clause',
      }),
    ],
    assemble(graph, image) {
      graph.block('stem');
      let x = graph.add('ZeroPadding2D', graph.unnamed('zero_padding2d'), border(3), image);
      x = graph.add('Conv2D', 'conv1_conv', convolution(64, 7, { strides: 2, useBias: false }), x);
      x = normalized(graph, 'conv1_', x);
      x = graph.add('ZeroPadding2D', graph.unnamed('zero_padding2d'), border(1), x);
      x = graph.add('MaxPooling2D', 'pool1', pooling(3, { strides: 2 }), x);
      for (const [stage, count] of blocks.entries()) {
        const name = `conv${stage + 2}`;
        for (let number = 1; number <= count; number++) x = dense(graph, `${name}_block${number}`, x);
        if (stage < blocks.length - 1) x = transition(graph, `pool${stage + 2}`, x);
      }
      return normalized(graph, '', x);
    },
  });

/** New channels beside those that came in. */
function dense(graph: GraphBuilder, name: string, input: string): string {
  graph.block(name);
  let x = normalized(graph, `${name}_0_`, input);
  x = graph.add('Conv2D', `${name}_1_conv`, convolution(4 * growth, 1, { useBias: false }), x);
  x = normalized(graph, `${name}_1_`, x);
  const config = convolution(growth, 3, { padding: 'same', useBias: false });
  x = graph.add('Conv2D', `${name}_2_conv`, config, x);
  return graph.add('Concatenate', `${name}_concat`, {}, input, x);
}

/** Halves channels and image. */
function transition(graph: GraphBuilder, name: string, input: string): string {
  graph.block(name);
  const filters = Math.floor(graph.shapeOf(input).at(-1)! / 2);
  let x = normalized(graph, `${name}_`, input);
  x = graph.add('Conv2D', `${name}_conv`, convolution(filters, 1, { useBias: false }), x);
  return graph.add('AveragePooling2D', `${name}_pool`, pooling(2, { strides: 2 }), x);
}

/** And activated. */
function normalized(graph: GraphBuilder, prefix: string, input: string): string {
  const x = graph.add('BatchNormalization', `${prefix}bn`, batchNorm({ epsilon: 1.001e-5 }), input);
  return graph.add('Activation', `${prefix}relu`, { activation: 'relu' }, x);
}

/** The DenseNet family, by name. */
export const densenet = {
  densenet121: network({
    ...{ depth: 121, blocks: [6, 12, 24, 16], top1: 0.75 },
    md5: '30ee3e1110167f948a6b9946edeeb738',
    topMd5: '9d60b8095a5708f2dcce2bca79d332c7',
  }),
  densenet169: network({
    ...{ depth: 169, blocks: [6, 12, 32, 32], top1: 0.762 },
    md5: 'b8c4d4c20dd625c148057b9ff1c1176b',
    topMd5: 'd699b8f76981ab1b30698df4c175e90b',
  }),
  densenet201: network({
    ...{ depth: 201, blocks: [6, 12, 48, 32], top1: 0.773 },
    md5: 'c13680b51ded0fb44dff2d8f86ac8bb1',
    topMd5: '1ceb130c1ea1b78c3bf6114dbdfd8807',
  }),
} as const satisfies Record<string, Backbone>;
