import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, border, convolution, pooling } from './layer-configs.js';
import { caffe } from './preprocessing.js';

interface Variant {
  readonly depth: 50 | 101 | 152;
  /** In each of the four stages. */
  readonly blocks: readonly number[];
  readonly top1: number;
  readonly bytes?: number;
  readonly md5: string;
  readonly topMd5: string;
}

const network = ({ depth, blocks, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `resnet${depth}`,
    title: `ResNet${depth}`,
    source: 'He, Zhang, Ren and Sun 2015, arXiv 1512.03385; keras/src/applications/resnet.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: caffe, imageSize: 224, ...published },
        path: `resnet/resnet${depth}_weights_tf_dim_ordering_tf_kernels_notop.h5`,
        provenance: 'Released by Kaiming He, ported by Keras.',
        licence: 'MIT',
      }),
    ],
    assemble(graph, image) {
      graph.block('stem');
      let x = graph.add('ZeroPadding2D', 'conv1_pad', border(3), image);
      x = graph.add('Conv2D', 'conv1_conv', convolution(64, 7, { strides: 2 }), x);
      x = relu(graph, 'conv1_relu', normalize(graph, 'conv1_bn', x));
      x = graph.add('ZeroPadding2D', 'pool1_pad', border(1), x);
      x = graph.add('MaxPooling2D', 'pool1_pool', pooling(3, { strides: 2 }), x);
      for (const [stage, count] of blocks.entries()) {
        const name = `conv${stage + 2}`;
        const filters = 64 * 2 ** stage;
        x = bottleneck(graph, `${name}_block1`, { filters, strides: stage === 0 ? 1 : 2, projects: true }, x);
        for (let number = 2; number <= count; number++) {
          x = bottleneck(graph, `${name}_block${number}`, { filters, strides: 1, projects: false }, x);
        }
      }
      return x;
    },
  });

interface Bottleneck {
  readonly filters: number;
  readonly strides: number;
  /** Whether the shortcut is a convolution, where the shape changes, or the input itself. */
  readonly projects: boolean;
}

function bottleneck(graph: GraphBuilder, name: string, options: Bottleneck, input: string): string {
  const { filters, strides, projects } = options;
  graph.block(name);
  const convolve = (number: number, config: ReturnType<typeof convolution>, x: string) =>
    normalize(graph, `${name}_${number}_bn`, graph.add('Conv2D', `${name}_${number}_conv`, config, x));

  const shortcut = projects ? convolve(0, convolution(4 * filters, 1, { strides }), input) : input;
  let x = relu(graph, `${name}_1_relu`, convolve(1, convolution(filters, 1, { strides }), input));
  x = relu(graph, `${name}_2_relu`, convolve(2, convolution(filters, 3, { padding: 'same' }), x));
  x = convolve(3, convolution(4 * filters, 1), x);
  return relu(graph, `${name}_out`, graph.add('Add', `${name}_add`, {}, shortcut, x));
}

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm({ epsilon: 1.001e-5 }), input);

const relu = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('Activation', name, { activation: 'relu' }, input);

/** The ResNet family, by name. */
export const resnet = {
  resnet50: network({
    ...{ depth: 50, blocks: [3, 4, 6, 3], top1: 0.749 },
    bytes: 94_765_736,
    md5: '4d473c1dd8becc155b73f8504c6f6626',
    topMd5: '2cb95161c43110f7111970584f804107',
  }),
  resnet101: network({
    ...{ depth: 101, blocks: [3, 4, 23, 3], top1: 0.764 },
    md5: '88cf7a10940856eca736dc7b7e228a21',
    topMd5: 'f1aeb4b969a6efcfb50fad2f0c20cfc5',
  }),
  resnet152: network({
    ...{ depth: 152, blocks: [3, 8, 36, 3], top1: 0.766 },
    md5: 'ee4c566cf9a93f14d82f913c2dc6dd0c',
    topMd5: '100835be76be38e30d865e96f2aaae62',
  }),
} as const satisfies Record<string, Backbone>;
