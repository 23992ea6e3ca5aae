import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { inStages, stem, top, type Stage, type Style } from './efficientnet-blocks.js';
import { kerasImagenet } from './keras-weights.js';
import { multipleOf8 } from './layer-configs.js';
import { imagenetColours, raw } from './preprocessing.js';

type Row = readonly [expansion: number, filters: number, blocks: number, strides: number];

const stagesOf = (fused: readonly Row[], squeezing: readonly Row[]): readonly Stage[] => [
  ...fused.map((row) => ({ ...stageOf(row), fused: true })),
  ...squeezing.map((row) => ({ ...stageOf(row), squeezes: true })),
];

const stageOf = ([expansion, filters, blocks, strides]: Row): Stage => ({
  kernelSize: 3,
  expansion,
  filters,
  blocks,
  strides,
});

const b0 = stagesOf(
  [
    [1, 16, 1, 1],
    [4, 32, 2, 2],
    [4, 48, 2, 2],
  ],
  [
    [4, 96, 3, 2],
    [6, 112, 5, 1],
    [6, 192, 8, 2],
  ],
);

interface Variant {
  readonly size: string;
  readonly stages: readonly Stage[];
  readonly stem: number;
  /** Filters and blocks, times those of the stages. */
  readonly width?: number;
  readonly depth?: number;
  readonly imageSize: number;
  /** What its layers begin with: those of B0 to B3 prepare pixels as the first EfficientNets, the others bring them to −1 to 1. */
  readonly prepare: (graph: GraphBuilder, image: string) => string;
  readonly top1: number;
  readonly md5: string;
  readonly topMd5: string;
}

const network = ({
  size,
  stages,
  stem: stemFilters,
  width = 1,
  depth = 1,
  prepare,
  ...published
}: Variant): Backbone =>
  defineBackbone({
    name: `efficientnetv2${size}`,
    title: `EfficientNetV2${size.toUpperCase()}`,
    source: 'Tan and Le 2021, arXiv 2104.00298; keras/src/applications/efficientnet_v2.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: raw, ...published },
        path: `efficientnet_v2/efficientnetv2-${size}_notop.h5`,
        provenance: 'Released by Google, ported by Keras.',
        licence: 'Apache-2.0',
      }),
    ],
    assemble(graph, image) {
      // As many as there are before they are multiplied.
      const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0);
      const style: Style = {
        activation: 'silu',
        momentum: 0.9,
        depthwise: 'dwconv2',
        pads: false,
        dropRate: (block) => (0.2 * block) / blocks,
      };
      const scaled = stages.map((stage) => ({
        ...stage,
        filters: multipleOf8(width * stage.filters),
        blocks: Math.ceil(depth * stage.blocks),
      }));
      graph.block('stem');
      const x = stem(graph, multipleOf8(width * stemFilters), style, prepare(graph, image));
      return top(graph, multipleOf8(width * 1280), style, inStages(graph, scaled, style, x));
    },
  });

function standardized(graph: GraphBuilder, image: string): string {
  const { mean, deviations } = imagenetColours;
  const x = graph.add('Rescaling', 'rescaling', { scale: 1 / 255, offset: 0 }, image);
  const variance = deviations.map((deviation) => deviation ** 2);
  return graph.add('Normalization', 'normalization', { mean, variance }, x);
}

const centred = (graph: GraphBuilder, image: string): string =>
  graph.add('Rescaling', 'rescaling', { scale: 1 / 128, offset: -1 }, image);

/** The EfficientNetV2 family, by name. */
export const efficientnetV2 = {
  efficientnetv2b0: network({
    ...{ size: 'b0', stages: b0, stem: 32, imageSize: 224, prepare: standardized, top1: 0.787 },
    md5: '893217f2bb855e2983157299931e43ff',
    topMd5: '21ecbf6da12460d5c40bb2f29ceb2188',
  }),
  efficientnetv2b1: network({
    ...{ size: 'b1', stages: b0, stem: 32, depth: 1.1, imageSize: 240, prepare: standardized, top1: 0.798 },
    md5: '0e80663031ca32d657f9caa404b6ec37',
    topMd5: '069f0534ff22adf035c89e2d9547a9dc',
  }),
  efficientnetv2b2: network({
    ...{ size: 'b2', stages: b0, stem: 32, width: 1.1, depth: 1.2, imageSize: 260, prepare: standardized },
    ...{ top1: 0.805, md5: '1dfe2e7a5d45b6632553a8961ea609eb' },
    topMd5: '424e49f28180edbde1e94797771950a7',
  }),
  efficientnetv2b3: network({
    ...{ size: 'b3', stages: b0, stem: 32, width: 1.2, depth: 1.4, imageSize: 300, prepare: standardized },
    ...{ top1: 0.82, md5: 'f6abf7b5849ac99a89b50dd3fd532856' },
    topMd5: '1f1fc43bd98a6e4fd8fdfd551e02c7a0',
  }),
  efficientnetv2s: network({
    ...{ size: 's', stem: 24, imageSize: 384, prepare: centred, top1: 0.839 },
    md5: 'af0682fb74e8c54910f2d4393339c070',
    topMd5: 'e1d88a8495beba45748fedd0cecbe016',
    stages: stagesOf(
      [
        [1, 24, 2, 1],
        [4, 48, 4, 2],
        [4, 64, 4, 2],
      ],
      [
        [4, 128, 6, 2],
        [6, 160, 9, 1],
        [6, 256, 15, 2],
      ],
    ),
  }),
  efficientnetv2m: network({
    ...{ size: 'm', stem: 24, imageSize: 480, prepare: centred, top1: 0.853 },
    md5: '1b8dc055df72dde80d614482840fe342',
    topMd5: 'a3bf6aa3276309f4fc6a34aa114c95cd',
    stages: stagesOf(
      [
        [1, 24, 3, 1],
        [4, 48, 5, 2],
        [4, 80, 5, 2],
      ],
      [
        [4, 160, 7, 2],
        [6, 176, 14, 1],
        [6, 304, 18, 2],
        [6, 512, 5, 1],
      ],
    ),
  }),
  efficientnetv2l: network({
    ...{ size: 'l', stem: 32, imageSize: 480, prepare: centred, top1: 0.857 },
    md5: 'b0b66b5c863aef5b46e8608fe1711615',
    topMd5: '27e6d408b53c7ebc868fefa357689935',
    stages: stagesOf(
      [
        [1, 32, 4, 1],
        [4, 64, 7, 2],
        [4, 96, 7, 2],
      ],
      [
        [4, 192, 10, 2],
        [6, 224, 19, 1],
        [6, 384, 25, 2],
        [6, 640, 7, 1],
      ],
    ),
  }),
} as const satisfies Record<string, Backbone>;
