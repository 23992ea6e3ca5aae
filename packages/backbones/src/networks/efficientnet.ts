import type { Backbone } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { inStages, stem, top, type Stage, type Style } from './efficientnet-blocks.js';
import { kerasImagenet } from './keras-weights.js';
import { roundedFilters } from './layer-configs.js';
import { imagenetColours, raw } from './preprocessing.js';

/** Table 1 of the paper: EfficientNet-B0. */
export const stages: readonly Stage[] = [
  { kernelSize: 3, expansion: 1, filters: 16, blocks: 1, strides: 1 },
  { kernelSize: 3, expansion: 6, filters: 24, blocks: 2, strides: 2 },
  { kernelSize: 5, expansion: 6, filters: 40, blocks: 2, strides: 2 },
  { kernelSize: 3, expansion: 6, filters: 80, blocks: 3, strides: 2 },
  { kernelSize: 5, expansion: 6, filters: 112, blocks: 3, strides: 1 },
  { kernelSize: 5, expansion: 6, filters: 192, blocks: 4, strides: 2 },
  { kernelSize: 3, expansion: 6, filters: 320, blocks: 1, strides: 1 },
];

interface Variant {
  readonly number: number;
  /** Filters and blocks, times those of B0. */
  readonly width: number;
  readonly depth: number;
  readonly imageSize: number;
  readonly top1: number;
  readonly md5: string;
  readonly topMd5: string;
}

const network = ({ number, width, depth, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `efficientnetb${number}`,
    title: `EfficientNetB${number}`,
    source: 'Tan and Le 2019, arXiv 1905.11946; keras/src/applications/efficientnet.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: raw, ...published },
        folder: 'keras-applications',
        path: `efficientnetb${number}_notop.h5`,
        provenance: 'Released by Google, ported by Keras.',
        licence: 'Apache-2.0',
      }),
    ],
    assemble(graph, image) {
      const scaled = stages.map((stage) => ({
        ...stage,
        filters: roundedFilters(width * stage.filters),
        blocks: Math.ceil(depth * stage.blocks),
        squeezes: true,
      }));
      const blocks = scaled.reduce((sum, stage) => sum + stage.blocks, 0);
      const style: Style = {
        activation: 'silu',
        momentum: 0.99,
        depthwise: 'dwconv',
        pads: true,
        dropRate: (block) => (0.2 * block) / blocks,
      };
      graph.block('stem');
      let x = graph.add('Rescaling', 'rescaling', { scale: 1 / 255, offset: 0 }, image);
      x = graph.add('Normalization', 'normalization', {}, x);
      // The weights in the file are variances that stand for deviations, so that their roots are divided by once more.
      const scale = imagenetColours.deviations.map((deviation) => 1 / Math.sqrt(deviation));
      x = graph.add('Rescaling', 'rescaling_1', { scale, offset: 0 }, x);
      x = inStages(graph, scaled, style, stem(graph, roundedFilters(32 * width), style, x));
      return top(graph, roundedFilters(1280 * width), style, x);
    },
  });

/** The EfficientNet family, by name. */
export const efficientnet = {
  efficientnetb0: network({
    ...{ number: 0, width: 1, depth: 1, imageSize: 224, top1: 0.771 },
    md5: '50bc09e76180e00e4465e1a485ddc09d',
    topMd5: '902e53a9f72be733fc0bcb005b3ebbac',
  }),
  efficientnetb1: network({
    ...{ number: 1, width: 1, depth: 1.1, imageSize: 240, top1: 0.791 },
    md5: '74c4e6b3e1f6a1eea24c589628592432',
    topMd5: '1d254153d4ab51201f1646940f018540',
  }),
  efficientnetb2: network({
    ...{ number: 2, width: 1.1, depth: 1.2, imageSize: 260, top1: 0.801 },
    md5: '111f8e2ac8aa800a7a99e3239f7bfb39',
    topMd5: 'b15cce36ff4dcbd00b6dd88e7857a6ad',
  }),
  efficientnetb3: network({
    ...{ number: 3, width: 1.2, depth: 1.4, imageSize: 300, top1: 0.816 },
    md5: 'af6d107764bb5b1abb91932881670226',
    topMd5: 'ffd1fdc53d0ce67064dc6a9c7960ede0',
  }),
  efficientnetb4: network({
    ...{ number: 4, width: 1.4, depth: 1.8, imageSize: 380, top1: 0.829 },
    md5: 'ebc24e6d6c33eaebbd558eafbeedf1ba',
    topMd5: '18c95ad55216b8f92d7e70b3a046e2fc',
  }),
  efficientnetb5: network({
    ...{ number: 5, width: 1.6, depth: 2.2, imageSize: 456, top1: 0.836 },
    md5: '38879255a25d3c92d5e44e04ae6cec6f',
    topMd5: 'ace28f2a6363774853a83a0b21b9421a',
  }),
  efficientnetb6: network({
    ...{ number: 6, width: 1.8, depth: 2.6, imageSize: 528, top1: 0.84 },
    md5: '9ecce42647a20130c1f39a5d4cb75743',
    topMd5: '165f6e37dce68623721b423839de8be5',
  }),
  efficientnetb7: network({
    ...{ number: 7, width: 2, depth: 3.1, imageSize: 600, top1: 0.843 },
    md5: 'cbcfe4450ddf6f3ad90b1b398090fe4a',
    topMd5: '8c03f828fec3ef71311cd463b6759d99',
  }),
} as const satisfies Record<string, Backbone>;
