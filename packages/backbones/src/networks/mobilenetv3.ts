import type { Backbone, ClassifierChain, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, convolution, depthwise, halvingBorder, roundedFilters } from './layer-configs.js';
import { raw } from './preprocessing.js';

interface Block {
  /** Of the channels that come in. */
  readonly expansion: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  /** Whether it has a squeeze-excitation. */
  readonly squeezes: boolean;
  /** Hard SiLU in the upper blocks, ReLU in the lower. */
  readonly activation: 'relu' | 'hard_silu';
}

const block = (
  expansion: number,
  filters: number,
  kernelSize: number,
  strides: number,
  squeezes: boolean,
  activation: Block['activation'],
): Block => ({ expansion, filters, kernelSize, strides, squeezes, activation });

interface Variant {
  readonly size: 'Small' | 'Large';
  readonly blocks: readonly Block[];
  /** Of the last layer before the classes. */
  readonly lastFilters: number;
  /** By the table at the head of keras/src/applications/mobilenet_v3.py. */
  readonly top1: number;
  readonly md5: string;
  readonly topMd5: string;
}

/** Its dense layers are convolutions of the one place that pooling leaves. */
const classifier = (filters: number): ClassifierChain => ({
  chain: [
    { name: 'head_average_pool', kind: 'GlobalAveragePooling2D', config: { keepdims: true } },
    { name: 'conv_2', kind: 'Conv2D', config: convolution(filters, 1, { padding: 'same' }) },
    { name: 'conv_2_activation', kind: 'Activation', config: { activation: 'hard_silu' } },
    { name: 'logits', kind: 'Conv2D', config: convolution(1000, 1, { padding: 'same' }) },
    { name: 'flatten', kind: 'Flatten', config: {} },
  ],
});

const network = ({ size, blocks, lastFilters, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `mobilenetv3${size.toLowerCase()}`,
    title: `MobileNetV3${size}`,
    source: 'Howard et al. 2019, arXiv 1905.02244; keras/src/applications/mobilenet_v3.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: raw, imageSize: 224, ...published, classifier: classifier(lastFilters) },
        path: `mobilenet_v3/weights_mobilenet_v3_${size.toLowerCase()}_224_1.0_float_no_top_v2.h5`,
        provenance: 'Released by Google, ported by Keras.',
        licence: 'Apache-2.0',
      }),
    ],
    assemble(graph, image) {
      graph.block('conv');
      let x = graph.add('Rescaling', 'rescaling', { scale: 1 / 127.5, offset: -1 }, image);
      const stem = convolution(16, 3, { strides: 2, padding: 'same', useBias: false });
      x = graph.add('Conv2D', 'conv', stem, x);
      x = activate(graph, 'hard_silu', normalize(graph, 'conv_bn', x));
      for (const [number, each] of blocks.entries()) x = invertedResidual(graph, number, each, x);

      graph.block('conv_1');
      const filters = roundedFilters(6 * channelsOf(graph, x));
      x = graph.add('Conv2D', 'conv_1', convolution(filters, 1, { padding: 'same', useBias: false }), x);
      return activate(graph, 'hard_silu', normalize(graph, 'conv_1_bn', x));
    },
  });

function invertedResidual(graph: GraphBuilder, number: number, options: Block, input: string): string {
  const { expansion, filters, kernelSize, strides, squeezes, activation } = options;
  const name = number === 0 ? 'expanded_conv' : `expanded_conv_${number}`;
  graph.block(name);
  const pointwise = (step: string, channels: number, x: string) => {
    const config = convolution(channels, 1, { padding: 'same', useBias: false });
    return normalize(graph, `${name}_${step}_bn`, graph.add('Conv2D', `${name}_${step}`, config, x));
  };

  const filtersIn = channelsOf(graph, input);
  const expanded = roundedFilters(expansion * filtersIn);
  let x = input;
  if (number > 0) x = activate(graph, activation, pointwise('expand', expanded, x));
  const halves = strides === 2;
  if (halves) {
    const config = halvingBorder(graph.shapeOf(x), kernelSize);
    x = graph.add('ZeroPadding2D', `${name}_depthwise_pad`, config, x);
  }
  const config = depthwise(kernelSize, { strides, padding: halves ? 'valid' : 'same', useBias: false });
  x = normalize(graph, `${name}_depthwise_bn`, graph.add('DepthwiseConv2D', `${name}_depthwise`, config, x));
  x = activate(graph, activation, x);
  if (squeezes) x = squeezeExcitation(graph, `${name}_squeeze_excite`, x);
  x = pointwise('project', filters, x);
  return strides === 1 && filtersIn === filters ? graph.add('Add', `${name}_add`, {}, input, x) : x;
}

function squeezeExcitation(graph: GraphBuilder, name: string, input: string): string {
  const channels = channelsOf(graph, input);
  const pointwise = (filters: number) => convolution(filters, 1, { padding: 'same' });
  let x = graph.add('GlobalAveragePooling2D', `${name}_avg_pool`, { keepdims: true }, input);
  x = graph.add('Conv2D', `${name}_conv`, pointwise(roundedFilters(channels / 4)), x);
  x = graph.add('ReLU', `${name}_relu`, {}, x);
  x = graph.add('Conv2D', `${name}_conv_1`, pointwise(channels), x);
  // A hard sigmoid, as Keras writes it.
  x = graph.add('Rescaling', graph.unnamed('add'), { scale: 1, offset: 3 }, x);
  x = graph.add('ReLU', graph.unnamed('re_lu'), { maxValue: 6 }, x);
  x = graph.add('Rescaling', graph.unnamed('multiply'), { scale: 1 / 6, offset: 0 }, x);
  return graph.add('Multiply', `${name}_mul`, {}, input, x);
}

const activate = (graph: GraphBuilder, activation: Block['activation'], input: string) =>
  activation === 'relu'
    ? graph.add('ReLU', graph.unnamed('re_lu'), {}, input)
    : graph.add('Activation', graph.unnamed('activation'), { activation }, input);

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm({ momentum: 0.999 }), input);

const channelsOf = (graph: GraphBuilder, name: string): number => graph.shapeOf(name).at(-1)!;

/** The MobileNetV3 family, by name; accuracies are those of keras/src/applications/mobilenet_v3.py. */
export const mobilenetV3 = {
  mobilenetv3small: network({
    size: 'Small',
    blocks: [
      block(1, 16, 3, 2, true, 'relu'),
      block(72 / 16, 24, 3, 2, false, 'relu'),
      block(88 / 24, 24, 3, 1, false, 'relu'),
      block(4, 40, 5, 2, true, 'hard_silu'),
      block(6, 40, 5, 1, true, 'hard_silu'),
      block(6, 40, 5, 1, true, 'hard_silu'),
      block(3, 48, 5, 1, true, 'hard_silu'),
      block(3, 48, 5, 1, true, 'hard_silu'),
      block(6, 96, 5, 2, true, 'hard_silu'),
      block(6, 96, 5, 1, true, 'hard_silu'),
      block(6, 96, 5, 1, true, 'hard_silu'),
    ],
    top1: 0.681,
    lastFilters: 1024,
    md5: 'd3e8ec802a04aa4fc771ee12a9a9b836',
    topMd5: '8768d4c2e7dee89b9d02b2d03d65d862',
  }),
  mobilenetv3large: network({
    size: 'Large',
    blocks: [
      block(1, 16, 3, 1, false, 'relu'),
      block(4, 24, 3, 2, false, 'relu'),
      block(3, 24, 3, 1, false, 'relu'),
      block(3, 40, 5, 2, true, 'relu'),
      block(3, 40, 5, 1, true, 'relu'),
      block(3, 40, 5, 1, true, 'relu'),
      block(6, 80, 3, 2, false, 'hard_silu'),
      block(2.5, 80, 3, 1, false, 'hard_silu'),
      block(2.3, 80, 3, 1, false, 'hard_silu'),
      block(2.3, 80, 3, 1, false, 'hard_silu'),
      block(6, 112, 3, 1, true, 'hard_silu'),
      block(6, 112, 3, 1, true, 'hard_silu'),
      block(6, 160, 5, 2, true, 'hard_silu'),
      block(6, 160, 5, 1, true, 'hard_silu'),
      block(6, 160, 5, 1, true, 'hard_silu'),
    ],
    top1: 0.756,
    lastFilters: 1280,
    md5: '07fb09a5933dd0c8eaafa16978110389',
    topMd5: '59e551e166be033d707958cf9e29a6a7',
  }),
} as const satisfies Record<string, Backbone>;
