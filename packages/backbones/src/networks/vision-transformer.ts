import type { Backbone, ConfigOf, GraphBuilder, PoolName, WeightsRecord } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';

/**
 * Widths, depths and heads of Dosovitskiy et al. 2020 (base, large, huge), Touvron et al. 2020 (tiny, small), Oquab et al. 2023 (giant) and
 * Alabdulmohsin et al. 2023 (so400m, whose perceptrons are of a width that was searched for).
 */
const sizes = {
  tiny: { letters: 'Ti', width: 192, depth: 12, heads: 3, hidden: 768 },
  small: { letters: 'S', width: 384, depth: 12, heads: 6, hidden: 1536 },
  base: { letters: 'B', width: 768, depth: 12, heads: 12, hidden: 3072 },
  large: { letters: 'L', width: 1024, depth: 24, heads: 16, hidden: 4096 },
  so400m: { letters: 'SO400M', width: 1152, depth: 27, heads: 16, hidden: 4304 },
  huge: { letters: 'H', width: 1280, depth: 32, heads: 16, hidden: 5120 },
  giant: { letters: 'g', width: 1536, depth: 40, heads: 24, hidden: 6144 },
} as const;

export type TransformerSize = keyof typeof sizes;

/** What vision transformers differ in, by the names of timm's arguments where it has them (timm/models/vision_transformer.py). */
export interface VisionTransformer {
  readonly size: TransformerSize;
  /** Side of a patch, in pixels. */
  readonly patch: number;
  /** Side of the images that it has a position embedding of, in pixels. */
  readonly imageSize: number;
  /** The mean of both stands for the image where it was distilled; SigLIP's have none. */
  readonly classTokens?: readonly ('cls_token' | 'dist_token')[];
  readonly regTokens?: number;
  /** Position embeddings are of patches alone. */
  readonly noEmbedClass?: boolean;
  /** A normalisation before the first block, and no bias in what makes tokens of patches. */
  readonly preNorm?: boolean;
  /** What factors begin as by which blocks are scaled; there are none without it. */
  readonly initValues?: number;
  readonly epsilon?: number;
  readonly activation?: ConfigOf<'Dense'>['activation'];
  /** Perceptrons have a gate in place of an activation, and two thirds of the width on either side of it, so as many weights. */
  readonly gated?: boolean;
  /** `map`: attention pooling that is a part of the network. */
  readonly pool?: Extract<PoolName, 'token' | 'avg' | 'map'>;
}

interface TransformerFacts {
  /** What comes before `ViT-S/16`, if anything. */
  readonly series?: string | undefined;
  /** What comes after it. */
  readonly detail?: string | undefined;
  readonly source: string;
  readonly weights: readonly [WeightsRecord, ...WeightsRecord[]];
}

/** A vision transformer as timm has it, by the names of its modules. */
export function visionTransformer(
  name: string,
  variant: VisionTransformer,
  { series, detail, source, weights }: TransformerFacts,
): Backbone {
  const { size, patch, pool = 'token' } = variant;
  const title = [series, `ViT-${sizes[size].letters}/${patch}`, detail].filter(Boolean).join(' ');
  return defineBackbone({
    ...{ name, title, pool, weights },
    source: `${source}; timm/models/vision_transformer.py`,
    minimumImageSize: 2 * patch,
    imageSizeStep: patch,
    assemble: (graph, image, imageSize) => assemble(graph, image, imageSize, variant),
  });
}

function assemble(graph: GraphBuilder, image: string, imageSize: number, variant: VisionTransformer): string {
  const { size, epsilon = 1e-6, preNorm = false, pool } = variant;
  const { depth, heads } = sizes[size];
  const normalize = (name: string, x: string) => graph.add('LayerNormalization', name, { epsilon }, x);

  graph.block('patch_embed');
  let x = embed(graph, image, imageSize, variant);
  if (preNorm) x = normalize('norm_pre', x);
  for (let index = 0; index < depth; index++) x = transformerBlock(graph, `blocks.${index}`, variant, x);
  // What is after the last block is trained with it: by itself it would be a block of two vectors.
  x = normalize('norm', x);
  if (pool !== 'map') return x;
  graph.block('attn_pool');
  x = dense(graph, 'attn_pool.kv', 2 * sizes[size].width, x);
  x = graph.add('AttentionPooling', 'attn_pool', { heads }, x);
  x = dense(graph, 'attn_pool.proj', sizes[size].width, x);
  return graph.add('Add', 'attn_pool.add', {}, x, perceptron(graph, 'attn_pool', 'norm', variant, x));
}

/** Patches as tokens, with what stands before them and where they are. */
function embed(graph: GraphBuilder, image: string, imageSize: number, variant: VisionTransformer): string {
  const { size, patch, classTokens = ['cls_token'], regTokens = 0, noEmbedClass = false } = variant;
  const { width } = sizes[size];
  const window = { kernelSize: [patch, patch], strides: [patch, patch], padding: 'valid' } as const;
  const config = { filters: width, ...window, useBias: !variant.preNorm, activation: 'linear' } as const;
  const targetShape = [(imageSize / patch) ** 2, width];
  const prefix = noEmbedClass ? 0 : classTokens.length + regTokens;
  const place = (x: string) =>
    graph.add('PositionEmbedding', 'pos_embed', { grid: variant.imageSize / patch, prefix }, x);

  let x = graph.add('Conv2D', 'patch_embed.proj', config, image);
  x = graph.add('Reshape', 'patch_embed.flatten', { targetShape }, x);
  if (noEmbedClass) x = place(x);
  if (regTokens > 0) x = graph.add('RegisterTokens', 'reg_token', { count: regTokens }, x);
  for (const name of classTokens.toReversed()) x = graph.add('ClassToken', name, {}, x);
  return noEmbedClass ? x : place(x);
}

function transformerBlock(
  graph: GraphBuilder,
  name: string,
  variant: VisionTransformer,
  input: string,
): string {
  const { size, epsilon = 1e-6, initValues } = variant;
  const { width, heads } = sizes[size];
  const scale = (member: string, x: string) =>
    initValues === undefined ? x : graph.add('LayerScale', `${name}.${member}`, { initValues }, x);

  graph.block(name);
  let x = graph.add('LayerNormalization', `${name}.norm1`, { epsilon }, input);
  x = dense(graph, `${name}.attn.qkv`, 3 * width, x);
  x = graph.add('DotProductAttention', `${name}.attn`, { heads }, x);
  x = scale('ls1', dense(graph, `${name}.attn.proj`, width, x));
  const attended = graph.add('Add', `${name}.add1`, {}, input, x);
  x = scale('ls2', perceptron(graph, name, 'norm2', variant, attended));
  return graph.add('Add', `${name}.add2`, {}, attended, x);
}

/** Two layers of which the inner is some four times as wide, after a normalisation. */
function perceptron(
  graph: GraphBuilder,
  name: string,
  norm: string,
  { size, epsilon = 1e-6, activation = 'gelu', gated = false }: VisionTransformer,
  input: string,
): string {
  const { width, hidden } = sizes[size];
  let x = graph.add('LayerNormalization', `${name}.${norm}`, { epsilon }, input);
  if (gated) {
    x = dense(graph, `${name}.mlp.fc1`, (4 * hidden) / 3, x);
    x = graph.add('SwiGLU', `${name}.mlp.act`, {}, x);
  } else x = dense(graph, `${name}.mlp.fc1`, hidden, x, activation);
  return dense(graph, `${name}.mlp.fc2`, width, x);
}

const dense = (
  graph: GraphBuilder,
  name: string,
  units: number,
  input: string,
  activation: ConfigOf<'Dense'>['activation'] = 'linear',
) => graph.add('Dense', name, { units, useBias: true, activation }, input);
