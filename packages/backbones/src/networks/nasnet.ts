import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, convolution, halvingBorder, pooling } from './layer-configs.js';
import { tf } from './preprocessing.js';

interface Variant {
  readonly size: 'Mobile' | 'Large';
  readonly stem: number;
  /** Of the first normal cells; those after a reduction have twice as many. */
  readonly filters: number;
  /** Normal cells before each reduction. */
  readonly cells: number;
  /** Whether the cell after a reduction sees what went into it as the previous, and not what went into the cell before. */
  readonly seesReduced: boolean;
  readonly imageSize: number;
  readonly top1: number;
  readonly md5: string;
  readonly topMd5: string;
}

/** What two cells gave: each cell takes both. */
interface Pair {
  readonly current: string;
  readonly previous?: string;
}

const network = ({ size, stem, filters, cells, seesReduced, ...published }: Variant): Backbone =>
  defineBackbone({
    name: `nasnet${size.toLowerCase()}`,
    title: `NASNet${size}`,
    source: 'Zoph, Vasudevan, Shlens and Le 2017, arXiv 1707.07012; keras/src/applications/nasnet.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: tf, ...published },
        path: `nasnet/NASNet-${size.toLowerCase()}-no-top.h5`,
        fileName: `nasnet_${size.toLowerCase()}_no_top.h5`,
        provenance: 'Released by Google, ported by Keras.',
        licence: 'Apache-2.0',
      }),
    ],
    assemble(graph, image) {
      graph.block('stem');
      const x = graph.add(
        'Conv2D',
        'stem_conv1',
        convolution(stem, 3, { strides: 2, useBias: false }),
        image,
      );
      let pair: Pair = { current: normalize(graph, 'stem_bn1', x) };
      pair = reductionCell(graph, 'stem_1', filters / 4, pair);
      pair = reductionCell(graph, 'stem_2', filters / 2, pair);
      for (const [stage, width] of [filters, 2 * filters, 4 * filters].entries()) {
        const first = stage * cells;
        if (stage > 0) {
          const reduced = reductionCell(graph, `reduce_${first}`, width, pair);
          pair = seesReduced ? reduced : { ...pair, current: reduced.current };
        }
        for (let cell = 0; cell < cells; cell++) {
          // The number after that of a reduction is left out.
          const number = stage === 0 ? cell : first + cell + 1;
          pair = normalCell(graph, String(number), width, pair);
        }
      }
      return relu(graph, pair.current);
    },
  });

/** Figure 4 of the paper, on the left. */
function normalCell(graph: GraphBuilder, id: string, filters: number, { current, previous }: Pair): Pair {
  graph.block(`normal_${id}`);
  const p = adjusted(graph, id, filters, previous ?? current, current);
  const h = projected(graph, `normal_conv_1_${id}`, `normal_bn_1_${id}`, filters, current);
  const separate = (name: string, size: number, x: string) =>
    separable(graph, `normal_${name}_${id}`, { filters, size, strides: 1 }, x);
  const average = (name: string, x: string) =>
    graph.add('AveragePooling2D', `normal_${name}_${id}`, pooling(3, { strides: 1, padding: 'same' }), x);
  const add = (number: number, ...terms: readonly string[]) =>
    graph.add('Add', `normal_add_${number}_${id}`, {}, ...terms);

  const x1 = add(1, separate('left1', 5, h), separate('right1', 3, p));
  const x2 = add(2, separate('left2', 5, p), separate('right2', 3, p));
  const x3 = add(3, average('left3', h), p);
  const x4 = add(4, average('left4', p), average('right4', p));
  const x5 = add(5, separate('left5', 3, h), h);
  const output = graph.add('Concatenate', `normal_concat_${id}`, {}, p, x1, x2, x3, x4, x5);
  return { current: output, previous: current };
}

/** On the right: halves the image. */
function reductionCell(graph: GraphBuilder, id: string, filters: number, { current, previous }: Pair): Pair {
  graph.block(`reduction_${id}`);
  const p = adjusted(graph, id, filters, previous ?? current, current);
  const h = projected(graph, `reduction_conv_1_${id}`, `reduction_bn_1_${id}`, filters, current);
  const padded = graph.add('ZeroPadding2D', `reduction_pad_1_${id}`, halvingBorder(graph.shapeOf(h), 3), h);
  const separate = (name: string, size: number, strides: 1 | 2, x: string) =>
    separable(graph, `reduction_${name}_${id}`, { filters, size, strides }, x);
  const pool = (kind: 'MaxPooling2D' | 'AveragePooling2D', name: string) =>
    graph.add(kind, `reduction_${name}_${id}`, pooling(3, { strides: 2 }), padded);
  const add = (name: string, ...terms: readonly string[]) => graph.add('Add', name, {}, ...terms);

  const x1 = add(`reduction_add_1_${id}`, separate('left1', 5, 2, h), separate('right1', 7, 2, p));
  const x2 = add(`reduction_add_2_${id}`, pool('MaxPooling2D', 'left2'), separate('right2', 7, 2, p));
  const x3 = add(`reduction_add3_${id}`, pool('AveragePooling2D', 'left3'), separate('right3', 5, 2, p));
  const same = pooling(3, { strides: 1, padding: 'same' });
  const averaged = graph.add('AveragePooling2D', `reduction_left4_${id}`, same, x1);
  const x4 = add(graph.unnamed('add'), x2, averaged);
  const x5 = add(`reduction_add4_${id}`, separate('left4', 3, 1, x1), pool('MaxPooling2D', 'right5'));
  const output = graph.add('Concatenate', `reduction_concat_${id}`, {}, x2, x3, x4, x5);
  return { current: output, previous: current };
}

/** What the cell before gave, in the shape that the last one's has been projected to. */
function adjusted(
  graph: GraphBuilder,
  id: string,
  filters: number,
  previous: string,
  current: string,
): string {
  const [[, width, channels], [, expected]] = [graph.shapeOf(previous), graph.shapeOf(current)];
  if (previous === current) return previous;
  if (width !== expected) return halved(graph, id, filters, previous);
  if (channels === filters) return previous;
  return projected(graph, `adjust_conv_projection_${id}`, `adjust_bn_${id}`, filters, previous);
}

/** Two halves of the channels, one from every other pixel, the other from those between. */
function halved(graph: GraphBuilder, id: string, filters: number, input: string): string {
  const activated = graph.add('Activation', `adjust_relu_1_${id}`, { activation: 'relu' }, input);
  const half = (number: 1 | 2, x: string) => {
    const every = graph.add(
      'AveragePooling2D',
      `adjust_avg_pool_${number}_${id}`,
      pooling(1, { strides: 2 }),
      x,
    );
    return graph.add('Conv2D', `adjust_conv_${number}_${id}`, pointwise(Math.floor(filters / 2)), every);
  };
  const first = half(1, activated);
  const sides = (before: number, after: number) =>
    [
      [before, after],
      [before, after],
    ] as const;
  const padded = graph.add(
    'ZeroPadding2D',
    graph.unnamed('zero_padding2d'),
    { padding: sides(0, 1) },
    activated,
  );
  const shifted = graph.add('Cropping2D', graph.unnamed('cropping2d'), { cropping: sides(1, 0) }, padded);
  const both = graph.add('Concatenate', graph.unnamed('concatenate'), {}, first, half(2, shifted));
  return normalize(graph, `adjust_bn_${id}`, both);
}

function projected(graph: GraphBuilder, conv: string, norm: string, filters: number, input: string): string {
  return normalize(graph, norm, graph.add('Conv2D', conv, pointwise(filters), relu(graph, input)));
}

interface Separable {
  readonly filters: number;
  readonly size: number;
  readonly strides: 1 | 2;
}

/** Twice the same, the first with the strides. */
function separable(
  graph: GraphBuilder,
  id: string,
  { filters, size, strides }: Separable,
  input: string,
): string {
  let x = relu(graph, input);
  if (strides === 2)
    x = graph.add('ZeroPadding2D', `separable_conv_1_pad_${id}`, halvingBorder(graph.shapeOf(x), size), x);
  const window = { strides, padding: strides === 2 ? 'valid' : 'same', useBias: false } as const;
  x = graph.add('SeparableConv2D', `separable_conv_1_${id}`, convolution(filters, size, window), x);
  x = relu(graph, normalize(graph, `separable_conv_1_bn_${id}`, x));
  const again = convolution(filters, size, { padding: 'same', useBias: false });
  x = graph.add('SeparableConv2D', `separable_conv_2_${id}`, again, x);
  return normalize(graph, `separable_conv_2_bn_${id}`, x);
}

const pointwise = (filters: number) => convolution(filters, 1, { padding: 'same', useBias: false });

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('BatchNormalization', name, batchNorm({ momentum: 0.9997 }), input);

const relu = (graph: GraphBuilder, input: string) =>
  graph.add('Activation', graph.unnamed('activation'), { activation: 'relu' }, input);

/** The NASNet family, by name. */
export const nasnet = {
  nasnetmobile: network({
    ...{ size: 'Mobile', stem: 32, filters: 44, cells: 4, seesReduced: true, imageSize: 224, top1: 0.744 },
    md5: '1ed92395b5b598bdda52abe5c0dbfd63',
    topMd5: '020fb642bf7360b370c678b08e0adf61',
  }),
  nasnetlarge: network({
    ...{ size: 'Large', stem: 96, filters: 168, cells: 6, seesReduced: false, imageSize: 331, top1: 0.825 },
    md5: 'd81d89dc07e6e56530c4e77faddd61b5',
    topMd5: '11577c9a518f0070763c2b964a382f17',
  }),
} as const satisfies Record<string, Backbone>;
