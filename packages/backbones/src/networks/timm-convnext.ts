import type { Backbone, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { convolution } from './layer-configs.js';
import { clip, torch } from './preprocessing.js';
import { timmRecords, type TimmTraining } from './timm-weights.js';

/** What they differ in. */
export interface TimmConvnext {
  /** Of the first stage; each has twice those of the one before. */
  readonly width: number;
  readonly depths: readonly [number, number, number, number];
  /** Whether a block's perceptron is of convolutions, `conv_mlp`: the numbers are the same, and lie otherwise in files. */
  readonly convMlp?: boolean;
}

/** A ConvNeXt as timm has it, by the names of its modules. */
export function timmConvnext(
  name: string,
  { width, depths, convMlp = false }: TimmConvnext,
  facts: Pick<Backbone, 'title' | 'source' | 'weights'>,
): Backbone {
  return defineBackbone({
    ...{ name, ...facts },
    minimumImageSize: 32,
    assemble(graph, image) {
      graph.block('stem');
      let x = graph.add('Conv2D', 'stem.0', convolution(width, 4, { strides: 4 }), image);
      x = normalize(graph, 'stem.1', x);
      for (const [stage, depth] of depths.entries()) {
        const filters = width * 2 ** stage;
        if (stage > 0) x = halve(graph, `stages.${stage}.downsample`, filters, x);
        for (let index = 0; index < depth; index++)
          x = residual(graph, `stages.${stage}.blocks.${index}`, { filters, convMlp }, x);
      }
      // It normalises after it has pooled, so what it ends in is an image of one place. By itself that would be a block of two vectors.
      x = graph.add('GlobalAveragePooling2D', 'head.global_pool', { keepdims: true }, x);
      return normalize(graph, 'head.norm', x);
    },
  });
}

function halve(graph: GraphBuilder, name: string, filters: number, input: string): string {
  graph.block(name);
  const x = normalize(graph, `${name}.0`, input);
  return graph.add('Conv2D', `${name}.1`, convolution(filters, 2, { strides: 2 }), x);
}

function residual(
  graph: GraphBuilder,
  name: string,
  { filters, convMlp }: { readonly filters: number; readonly convMlp: boolean },
  input: string,
): string {
  const pointwise = (member: string, units: number, activation: 'gelu' | 'linear', from: string) =>
    convMlp
      ? graph.add('Conv2D', `${name}.mlp.${member}`, convolution(units, 1, { activation }), from)
      : graph.add('Dense', `${name}.mlp.${member}`, { units, useBias: true, activation }, from);

  graph.block(name);
  const depthwise = { ...convolution(filters, 7, { padding: 'same' }), groups: filters };
  let x = graph.add('Conv2D', `${name}.conv_dw`, depthwise, input);
  x = normalize(graph, `${name}.norm`, x);
  x = pointwise('fc2', filters, 'linear', pointwise('fc1', 4 * filters, 'gelu', x));
  // The factors are the block's own parameter, `gamma`.
  x = graph.add('LayerScale', name, { initValues: 1e-6 }, x);
  return graph.add('Add', `${name}.add`, {}, input, x);
}

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('LayerNormalization', name, { epsilon: 1e-6 }, input);

const in1k = { preprocessing: torch, cropFraction: 0.875, classes: 1000 };
const wide = { ...in1k, cropFraction: 0.95 };
const at384 = { imageSize: 384, cropFraction: 1 };
const squashed = { ...at384, cropMode: 'squash' } as const;

const facebook = [
  { ...in1k, tag: 'fb_in1k' },
  { ...in1k, tag: 'fb_in22k', classes: 21_841 },
  { ...in1k, tag: 'fb_in22k_ft_in1k' },
  { ...in1k, ...squashed, tag: 'fb_in22k_ft_in1k_384' },
] as const;
const wightman = [
  { ...wide, tag: 'in12k', classes: 11_821 },
  { ...wide, tag: 'in12k_ft_in1k' },
] as const;
const bothWightmans = [...wightman, { ...wide, ...squashed, tag: 'in12k_ft_in1k_384' }] as const;
const dinov3 = { tag: 'dinov3_lvd1689m', preprocessing: torch, cropFraction: 1 };
const laion = { preprocessing: clip, imageSize: 256, cropFraction: 1 };

interface Member extends TimmConvnext {
  readonly letter: string;
  readonly weights: readonly [TimmTraining, ...TimmTraining[]];
}

const convnext = (name: string, { letter, weights, ...variant }: Member): Backbone =>
  timmConvnext(name, variant, {
    title: `ConvNeXt-${letter} of timm`,
    source: 'Liu et al. 2022, arXiv 2201.03545; timm/models/convnext.py',
    // transformers has no such network with a perceptron of convolutions.
    weights: timmRecords(weights, variant.convMlp ? undefined : 'convnext', 'head.fc'),
  });

/** The ConvNeXts of timm, by its names. Keras's are other networks: they normalise the map, and have a stem of their own. */
export const timmConvnexts = {
  convnext_atto: convnext('convnext_atto', {
    ...{ letter: 'A', width: 40, depths: [2, 2, 6, 2], convMlp: true },
    weights: [{ ...in1k, tag: 'd2_in1k' }],
  }),
  convnext_femto: convnext('convnext_femto', {
    ...{ letter: 'F', width: 48, depths: [2, 2, 6, 2], convMlp: true },
    weights: [{ ...in1k, tag: 'd1_in1k' }],
  }),
  convnext_pico: convnext('convnext_pico', {
    ...{ letter: 'P', width: 64, depths: [2, 2, 6, 2], convMlp: true },
    weights: [{ ...in1k, tag: 'd1_in1k' }],
  }),
  convnext_nano: convnext('convnext_nano', {
    ...{ letter: 'N', width: 80, depths: [2, 2, 8, 2], convMlp: true },
    weights: [
      { ...wide, tag: 'd1h_in1k' },
      ...wightman,
      { ...wide, ...at384, tag: 'r384_in12k', classes: 11_821 },
      { ...wide, ...at384, tag: 'r384_in12k_ft_in1k' },
    ],
  }),
  convnext_tiny: convnext('convnext_tiny', {
    ...{ letter: 'T', width: 96, depths: [3, 3, 9, 3] },
    weights: [...facebook, ...bothWightmans, dinov3],
  }),
  convnext_small: convnext('convnext_small', {
    ...{ letter: 'S', width: 96, depths: [3, 3, 27, 3] },
    weights: [...facebook, ...bothWightmans, dinov3],
  }),
  convnext_base: convnext('convnext_base', {
    ...{ letter: 'B', width: 128, depths: [3, 3, 27, 3] },
    weights: [
      ...facebook,
      dinov3,
      { ...laion, tag: 'clip_laion2b', classes: 640 },
      { ...laion, tag: 'clip_laion2b_augreg', classes: 640 },
      { ...laion, tag: 'clip_laion2b_augreg_ft_in1k', classes: 1000 },
    ],
  }),
  convnext_large: convnext('convnext_large', {
    ...{ letter: 'L', width: 192, depths: [3, 3, 27, 3] },
    weights: [...facebook, dinov3],
  }),
} as const satisfies Record<string, Backbone>;
