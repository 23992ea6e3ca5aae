import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { batchNorm, border, convolution, pooling } from './layer-configs.js';
import { torch } from './preprocessing.js';
import { timmRecords, type TimmTraining } from './timm-weights.js';

/** What they differ in. */
export interface TimmResnet {
  readonly block: keyof typeof residuals;
  /** In each of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Of the inner convolutions of a bottleneck: how many groups their channels are in, `cardinality` of timm. */
  readonly groups?: number;
  /** Channels of each group in the first stage, `base_width` of timm. */
  readonly groupWidth?: number;
}

/** A ResNet as torchvision and timm have it, by the names of its modules. */
export function timmResnet(
  name: string,
  { block, depths, groups = 1, groupWidth = 64 }: TimmResnet,
  facts: Pick<Backbone, 'title' | 'source' | 'weights'>,
): Backbone {
  return defineBackbone({
    ...{ name, ...facts },
    minimumImageSize: 32,
    assemble(graph, image) {
      graph.block('stem');
      let x = convolve(graph, 'conv1', 'bn1', { filters: 64, kernel: 7, strides: 2 }, image);
      x = relu(graph, 'act1', x);
      x = graph.add('ZeroPadding2D', 'maxpool.pad', border(1), x);
      x = graph.add('MaxPooling2D', 'maxpool', pooling(3, { strides: 2 }), x);
      for (const [stage, depth] of depths.entries())
        for (let index = 0; index < depth; index++)
          x = residual(graph, `layer${stage + 1}.${index}`, {
            convolutions: residuals[block]({
              filters: 64 * 2 ** stage,
              strides: stage > 0 && index === 0 ? 2 : 1,
              inner: groupWidth * groups * 2 ** stage,
              groups,
            }),
            projects: index === 0 && (stage > 0 || block === 'bottleneck'),
            input: x,
          });
      return x;
    },
  });
}

interface Convolution {
  readonly filters: number;
  readonly kernel: 1 | 3 | 7;
  readonly strides: number;
  readonly groups?: number;
}

interface Widths {
  readonly filters: number;
  readonly strides: number;
  /** Filters of a bottleneck's inner convolutions. */
  readonly inner: number;
  readonly groups: number;
}

/** The convolutions of a block. A bottleneck strides in the middle one, which is version 1.5: Keras's, and the paper's, in the first. */
const residuals = {
  basic: ({ filters, strides }: Widths): readonly Convolution[] => [
    { filters, kernel: 3, strides },
    { filters, kernel: 3, strides: 1 },
  ],
  bottleneck: ({ filters, strides, inner, groups }: Widths): readonly Convolution[] => [
    { filters: inner, kernel: 1, strides: 1 },
    { filters: inner, kernel: 3, strides, groups },
    { filters: 4 * filters, kernel: 1, strides: 1 },
  ],
} as const;

interface Residual {
  readonly convolutions: readonly Convolution[];
  /** Whether the shortcut is a convolution, where the shape changes, or the input itself. */
  readonly projects: boolean;
  readonly input: string;
}

function residual(graph: GraphBuilder, name: string, { convolutions, projects, input }: Residual): string {
  graph.block(name);
  let x = input;
  for (const [index, config] of convolutions.entries()) {
    if (index > 0) x = relu(graph, `${name}.act${index}`, x);
    x = convolve(graph, `${name}.conv${index + 1}`, `${name}.bn${index + 1}`, config, x);
  }
  let shortcut = input;
  if (projects) {
    const strides = Math.max(...convolutions.map((config) => config.strides));
    const config = { filters: convolutions.at(-1)!.filters, kernel: 1, strides } as const;
    shortcut = convolve(graph, `${name}.downsample.0`, `${name}.downsample.1`, config, input);
  }
  return relu(graph, `${name}.act${convolutions.length}`, graph.add('Add', `${name}.add`, {}, x, shortcut));
}

/** PyTorch pads on both sides, whatever the stride. */
function convolve(
  graph: GraphBuilder,
  name: string,
  norm: string,
  { filters, kernel, strides, groups = 1 }: Convolution,
  input: string,
): string {
  const grouped = groups > 1 && { groups };
  const config = { ...convolution(filters, kernel, { strides, useBias: false }), ...grouped };
  const x = kernel === 1 ? input : graph.add('ZeroPadding2D', `${name}.pad`, border((kernel - 1) / 2), input);
  return graph.add(
    'BatchNormalization',
    norm,
    batchNorm({ epsilon: 1e-5, momentum: 0.9 }),
    graph.add('Conv2D', name, config, x),
  );
}

const relu = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('Activation', name, { activation: 'relu' }, input);

const in1k = { preprocessing: torch, cropFraction: 0.95, classes: 1000 };
/** Recipes of Wightman et al. 2021, arXiv 2110.00476; the last trained with the smallest images. */
const a1 = { ...in1k, tag: 'a1_in1k' };
const a2 = { ...in1k, tag: 'a2_in1k' };
const a3 = { ...in1k, tag: 'a3_in1k', imageSize: 160 };
const torchvision = { ...in1k, tag: 'tv_in1k', cropFraction: 0.875, interpolation: 'bilinear' } as const;
const torchvision2 = { ...torchvision, tag: 'tv2_in1k', imageSize: 176 } as const;
const gluon = { ...in1k, tag: 'gluon_in1k', cropFraction: 0.875 };
const timms = { ...in1k, cropFraction: 0.875 };

const small = [a1, a2, a3, torchvision, gluon] as const;
const large = [a1, { ...in1k, tag: 'a1h_in1k' }, a2, a3, torchvision, torchvision2, gluon] as const;

/** Trained on a billion of images first, by what people wrote beside them. */
const facebook = [
  { ...torchvision, tag: 'fb_swsl_ig1b_ft_in1k' },
  { ...torchvision, tag: 'fb_ssl_yfcc100m_ft_in1k' },
] as const;
const billion = { ...torchvision, tag: 'fb_wsl_ig1b_ft_in1k' };

interface Member extends TimmResnet {
  readonly title: string;
  readonly paper?: string;
  readonly weights: readonly [TimmTraining, ...TimmTraining[]];
}

const resnet = (name: string, { title, paper = he, weights, ...variant }: Member): Backbone =>
  timmResnet(name, variant, {
    title: `${title} of timm`,
    source: `${paper}; timm/models/resnet.py`,
    // transformers has none whose bottlenecks are of another width.
    weights: timmRecords(weights, variant.groupWidth === undefined ? 'resnet' : undefined, 'fc'),
  });

const he = 'He, Zhang, Ren and Sun 2015, arXiv 1512.03385';
const resnext = { block: 'bottleneck', paper: 'Xie et al. 2016, arXiv 1611.05431' } as const;
const wide = { block: 'bottleneck', paper: 'Zagoruyko and Komodakis 2016, arXiv 1605.07146' } as const;

/** The ResNets of torchvision and timm. Where Keras has one of the same depth, which is another network, they go by their version. */
export const timmResnets = {
  resnet18: resnet('resnet18', {
    ...{ title: 'ResNet18', block: 'basic', depths: [2, 2, 2, 2] },
    weights: small,
  }),
  resnet34: resnet('resnet34', {
    ...{ title: 'ResNet34', block: 'basic', depths: [3, 4, 6, 3] },
    weights: [...small, { ...timms, tag: 'bt_in1k' }],
  }),
  'resnet50v1.5': resnet('resnet50v1.5', {
    ...{ title: 'ResNet50 V1.5', block: 'bottleneck', depths: [3, 4, 6, 3] },
    weights: [
      a1,
      { ...in1k, tag: 'a1h_in1k', imageSize: 176, cropFraction: 0.9 },
      ...[a2, a3, torchvision, torchvision2, gluon],
      ...['b1k_in1k', 'b2k_in1k', 'c1_in1k', 'c2_in1k', 'd_in1k'].map((tag) => ({ ...in1k, tag })),
      ...['am_in1k', 'bt_in1k', 'ra_in1k', 'ram_in1k'].map((tag) => ({ ...timms, tag })),
    ],
  }),
  'resnet101v1.5': resnet('resnet101v1.5', {
    ...{ title: 'ResNet101 V1.5', block: 'bottleneck', depths: [3, 4, 23, 3] },
    weights: large,
  }),
  'resnet152v1.5': resnet('resnet152v1.5', {
    ...{ title: 'ResNet152 V1.5', block: 'bottleneck', depths: [3, 8, 36, 3] },
    weights: large,
  }),
  resnext50_32x4d: resnet('resnext50_32x4d', {
    ...{ title: 'ResNeXt50 32×4d', ...resnext, depths: [3, 4, 6, 3], groups: 32, groupWidth: 4 },
    weights: [
      a1,
      ...[{ ...in1k, tag: 'a1h_in1k' }, a2, a3, torchvision, torchvision2, gluon],
      ...[{ ...timms, tag: 'ra_in1k' }, ...facebook],
    ],
  }),
  resnext101_32x4d: resnet('resnext101_32x4d', {
    ...{ title: 'ResNeXt101 32×4d', ...resnext, depths: [3, 4, 23, 3], groups: 32, groupWidth: 4 },
    weights: [...facebook, gluon],
  }),
  resnext101_32x8d: resnet('resnext101_32x8d', {
    ...{ title: 'ResNeXt101 32×8d', ...resnext, depths: [3, 4, 23, 3], groups: 32, groupWidth: 8 },
    weights: [torchvision, torchvision2, billion, ...facebook],
  }),
  resnext101_64x4d: resnet('resnext101_64x4d', {
    ...{ title: 'ResNeXt101 64×4d', ...resnext, depths: [3, 4, 23, 3], groups: 64, groupWidth: 4 },
    weights: [{ ...in1k, tag: 'c1_in1k' }, torchvision, gluon],
  }),
  wide_resnet50_2: resnet('wide_resnet50_2', {
    ...{ title: 'Wide ResNet50-2', ...wide, depths: [3, 4, 6, 3], groupWidth: 128 },
    weights: [{ ...timms, tag: 'racm_in1k' }, torchvision, torchvision2],
  }),
  wide_resnet101_2: resnet('wide_resnet101_2', {
    ...{ title: 'Wide ResNet101-2', ...wide, depths: [3, 4, 23, 3], groupWidth: 128 },
    weights: [torchvision, torchvision2],
  }),
} as const satisfies Record<string, Backbone>;
