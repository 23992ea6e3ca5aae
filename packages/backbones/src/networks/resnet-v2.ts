import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, border, convolution, pooling } from './layer-configs.js';
import { tf } from './preprocessing.js';

interface Variant {
  readonly depth: 50 | 101 | 152;
  /** In each of the four stages. */
  readonly blocks: readonly number[];
  readonly top1: number;
  readonly md5: string;
  readonly topMd5: string;
}

const network = ({ depth, blocks, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `resnet${depth}v2`,
    title: `ResNet${depth}V2`,
    source: 'He, Zhang, Ren and Sun 2016, arXiv 1603.05027; keras/src/applications/resnet_v2.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: tf, imageSize: 224, ...published },
        path: `resnet/resnet${depth}v2_weights_tf_dim_ordering_tf_kernels_notop.h5`,
        provenance: 'Released by Facebook, ported by Keras.',
        licence: 'BSD-3-Clause', // facebook/fb.resnet.torch, LICENSE; Keras says BSD
      }),
    ],
    assemble(graph, image) {
      graph.block('stem');
      let x = graph.add('ZeroPadding2D', 'conv1_pad', border(3), image);
      x = graph.add('Conv2D', 'conv1_conv', convolution(64, 7, { strides: 2 }), x);
      x = graph.add('ZeroPadding2D', 'pool1_pad', border(1), x);
      x = graph.add('MaxPooling2D', 'pool1_pool', pooling(3, { strides: 2 }), x);
      for (const [stage, count] of blocks.entries()) {
        for (let number = 1; number <= count; number++) {
          // The last block of a stage halves the image, but that of the last stage.
          const strides = number === count && stage < blocks.length - 1 ? 2 : 1;
          const options = { filters: 64 * 2 ** stage, strides, projects: number === 1 };
          x = bottleneck(graph, `conv${stage + 2}_block${number}`, options, x);
        }
      }
      return normalized(graph, 'post', x);
    },
  });

interface Bottleneck {
  readonly filters: number;
  readonly strides: number;
  /** Whether the shortcut is a convolution, where the channels change, or the input itself. */
  readonly projects: boolean;
}

function bottleneck(graph: GraphBuilder, name: string, options: Bottleneck, input: string): string {
  const { filters, strides, projects } = options;
  graph.block(name);
  const convolve = (number: number, config: ReturnType<typeof convolution>, x: string) =>
    graph.add('Conv2D', `${name}_${number}_conv`, config, x);

  const activated = normalized(graph, `${name}_preact`, input);
  let shortcut = input;
  if (projects) shortcut = convolve(0, convolution(4 * filters, 1, { strides }), activated);
  else if (strides > 1)
    shortcut = graph.add('MaxPooling2D', graph.unnamed('max_pooling2d'), pooling(1, { strides }), input);
  let x = convolve(1, convolution(filters, 1, { useBias: false }), activated);
  x = graph.add('ZeroPadding2D', `${name}_2_pad`, border(1), normalized(graph, `${name}_1`, x));
  x = normalized(graph, `${name}_2`, convolve(2, convolution(filters, 3, { strides, useBias: false }), x));
  x = convolve(3, convolution(4 * filters, 1), x);
  return graph.add('Add', `${name}_out`, {}, shortcut, x);
}

/** And activated. */
function normalized(graph: GraphBuilder, name: string, input: string): string {
  const x = graph.add('BatchNormalization', `${name}_bn`, batchNorm({ epsilon: 1.001e-5 }), input);
  return graph.add('Activation', `${name}_relu`, { activation: 'relu' }, x);
}

/** The family of ResNets that activate before they convolve, by name. */
export const resnetV2 = {
  resnet50v2: network({
    ...{ depth: 50, blocks: [3, 4, 6, 3], top1: 0.76 },
    md5: 'fac2f116257151a9d068a22e544a4917',
    topMd5: '3ef43a0b657b3be2300d5770ece849e0',
  }),
  resnet101v2: network({
    ...{ depth: 101, blocks: [3, 4, 23, 3], top1: 0.772 },
    md5: 'c0ed64b8031c3730f411d2eb4eea35b5',
    topMd5: '6343647c601c52e1368623803854d971',
  }),
  resnet152v2: network({
    ...{ depth: 152, blocks: [3, 8, 36, 3], top1: 0.78 },
    md5: 'ed17cf2e0169df9d443503ef94b23b33',
    topMd5: 'a49b44d1979771252814e80f8ec446f9',
  }),
} as const satisfies Record<string, Backbone>;
