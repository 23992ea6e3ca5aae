import type { GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, convolution, depthwise, halvingBorder } from './layer-configs.js';
import { tf } from './preprocessing.js';

/** Table 2 of the paper, at width 1.0. */
const stages = [
  { expansion: 1, filters: 16, blocks: 1, strides: 1 },
  { expansion: 6, filters: 24, blocks: 2, strides: 2 },
  { expansion: 6, filters: 32, blocks: 3, strides: 2 },
  { expansion: 6, filters: 64, blocks: 4, strides: 2 },
  { expansion: 6, filters: 96, blocks: 3, strides: 1 },
  { expansion: 6, filters: 160, blocks: 3, strides: 2 },
  { expansion: 6, filters: 320, blocks: 1, strides: 1 },
];

export const mobilenetv2 = defineBackbone({
  name: 'mobilenetv2',
  title: 'MobileNetV2',
  source: 'Sandler et al. 2018, arXiv 1801.04381; keras/src/applications/mobilenet_v2.py',
  minimumImageSize: 32,
  weights: [
    kerasImagenet({
      ...{ preprocessing: tf, imageSize: 224, top1: 0.713, bytes: 9_406_464, topBytes: 14_536_120 },
      path: 'mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5',
      provenance: 'Released by Google, ported by Keras.',
      licence: 'Apache-2.0',
    }),
  ],
  assemble(graph, image) {
    graph.block('Conv1');
    const stem = convolution(32, 3, { strides: 2, padding: 'same', useBias: false });
    let x = normalize(graph, 'bn_Conv1', graph.add('Conv2D', 'Conv1', stem, image));
    x = relu6(graph, 'Conv1_relu', x);

    let number = 0;
    for (const { expansion, filters, blocks, strides: first } of stages) {
      for (let index = 0; index < blocks; index++) {
        const strides = index === 0 ? first : 1;
        const name = number === 0 ? 'expanded_conv' : `block_${number}`;
        x = invertedResidual(graph, name, { expansion, filters, strides }, x);
        number++;
      }
    }

    graph.block('Conv_1');
    x = graph.add('Conv2D', 'Conv_1', convolution(1280, 1, { useBias: false }), x);
    return relu6(graph, 'out_relu', normalize(graph, 'Conv_1_bn', x));
  },
});

interface InvertedResidual {
  readonly expansion: number;
  readonly filters: number;
  readonly strides: number;
}

function invertedResidual(
  graph: GraphBuilder,
  name: string,
  options: InvertedResidual,
  input: string,
): string {
  const { expansion, filters, strides } = options;
  const filtersIn = graph.shapeOf(input).at(-1)!;
  graph.block(name);
  const pointwise = (step: string, channels: number, x: string) => {
    const config = convolution(channels, 1, { padding: 'same', useBias: false });
    return normalize(graph, `${name}_${step}_BN`, graph.add('Conv2D', `${name}_${step}`, config, x));
  };

  let x = input;
  if (expansion > 1) x = relu6(graph, `${name}_expand_relu`, pointwise('expand', expansion * filtersIn, x));
  if (strides === 2) x = graph.add('ZeroPadding2D', `${name}_pad`, halvingBorder(graph.shapeOf(x), 3), x);
  const config = depthwise(3, { strides, padding: strides === 2 ? 'valid' : 'same', useBias: false });
  x = normalize(graph, `${name}_depthwise_BN`, graph.add('DepthwiseConv2D', `${name}_depthwise`, config, x));
  x = pointwise('project', filters, relu6(graph, `${name}_depthwise_relu`, x));
  return strides === 1 && filtersIn === filters ? graph.add('Add', `${name}_add`, {}, input, x) : x;
}

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm({ momentum: 0.999 }), input);

const relu6 = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('ReLU', name, { maxValue: 6 }, input);
