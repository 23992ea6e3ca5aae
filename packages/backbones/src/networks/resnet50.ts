import type { GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasApplications } from './keras-weights.js';
import { batchNorm, convolution, pooling } from './layer-configs.js';
import { caffe } from './preprocessing.js';

const stages = [
  { name: 'conv2', filters: 64, blocks: 3, strides: 1 },
  { name: 'conv3', filters: 128, blocks: 4, strides: 2 },
  { name: 'conv4', filters: 256, blocks: 6, strides: 2 },
  { name: 'conv5', filters: 512, blocks: 3, strides: 2 },
];

export const resnet50 = defineBackbone({
  name: 'resnet50',
  title: 'ResNet50',
  source: 'He, Zhang, Ren and Sun 2015, arXiv 1512.03385; keras/src/applications/resnet.py',
  minimumImageSize: 32,
  weights: [
    {
      tag: 'imagenet',
      preprocessing: caffe,
      imageSize: 224,
      classes: 1000,
      top1: 0.749, // keras.io/api/applications
      sources: [
        kerasApplications({
          path: 'resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
          bytes: 94_765_736,
          md5: '4d473c1dd8becc155b73f8504c6f6626',
          provenance: 'Released by Kaiming He, ported by Keras.',
          licence: 'MIT',
        }),
      ],
    },
  ],
  assemble(graph, image) {
    graph.block('stem');
    let x = graph.add('ZeroPadding2D', 'conv1_pad', border(3), image);
    x = graph.add('Conv2D', 'conv1_conv', convolution(64, 7, { strides: 2 }), x);
    x = relu(graph, 'conv1_relu', normalize(graph, 'conv1_bn', x));
    x = graph.add('ZeroPadding2D', 'pool1_pad', border(1), x);
    x = graph.add('MaxPooling2D', 'pool1_pool', pooling(3, { strides: 2 }), x);
    for (const { name, filters, blocks, strides } of stages) {
      x = bottleneck(graph, `${name}_block1`, { filters, strides, projects: true }, x);
      for (let number = 2; number <= blocks; number++) {
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

const border = (pixels: number) =>
  ({
    padding: [
      [pixels, pixels],
      [pixels, pixels],
    ],
  }) as const;
