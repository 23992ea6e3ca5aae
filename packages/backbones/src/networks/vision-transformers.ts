import type { Backbone } from '@thaw/core';
import { clip, tf, torch } from './preprocessing.js';
import type { HuggingFaceLayout } from './hugging-face-names.js';
import { timmRecords, type TimmTraining } from './timm-weights.js';
import { visionTransformer, type VisionTransformer } from './vision-transformer.js';

/** What networks that were published together have in common. */
interface Series {
  /** What titles begin with. */
  readonly title?: string;
  readonly source: string;
  /** What files of the library transformers are like. */
  readonly layout: (variant: VisionTransformer) => HuggingFaceLayout;
  readonly variant?: Partial<VisionTransformer>;
}

/** What one differs in, the end of its title, and what it was trained to, that first which is meant if nothing is said. */
interface Member extends Omit<VisionTransformer, 'imageSize'> {
  readonly imageSize?: number;
  readonly detail?: string;
  readonly weights: readonly [TimmTraining, ...TimmTraining[]];
}

const family = <Name extends string>(
  { title, source, layout, variant: shared }: Series,
  members: Readonly<Record<Name, Member>>,
): Readonly<Record<Name, Backbone>> => {
  const network = (name: string, { detail, weights: [first, ...others], ...own }: Member) => {
    const variant = { imageSize: 224, ...shared, ...own };
    const { imageSize } = variant;
    const sized = (training: TimmTraining) => ({ ...training, imageSize });
    // What was distilled has two, of which timm takes the mean.
    const classifier = variant.classTokens && variant.classTokens.length > 1 ? undefined : 'head';
    const records = timmRecords([sized(first), ...others.map(sized)], layout(variant), classifier);
    return visionTransformer(name, variant, { series: title, detail, source, weights: records });
  };
  const networks = Object.entries<Member>(members).map(([name, member]) => [name, network(name, member)]);
  return Object.fromEntries(networks) as Record<Name, Backbone>;
};

const in21k = { tag: 'augreg_in21k', preprocessing: tf, classes: 21_843, cropFraction: 0.9 };
const tuned = { tag: 'augreg_in21k_ft_in1k', preprocessing: tf, classes: 1000, cropFraction: 0.9 };
const tunedLarge = { ...tuned, cropFraction: 1 };
const dino = { tag: 'dino', preprocessing: torch, cropFraction: 0.9 };
const at384 = { imageSize: 384, detail: 'at 384 px' };

const vit = family(
  {
    source: 'Dosovitskiy et al. 2020, arXiv 2010.11929; Steiner et al. 2021, arXiv 2106.10270',
    layout: () => 'vit',
  },
  {
    vit_tiny_patch16_224: { size: 'tiny', patch: 16, weights: [tuned, in21k] },
    vit_tiny_patch16_384: { size: 'tiny', patch: 16, ...at384, weights: [tunedLarge] },
    vit_small_patch32_224: { size: 'small', patch: 32, weights: [tuned, in21k] },
    vit_small_patch32_384: { size: 'small', patch: 32, ...at384, weights: [tunedLarge] },
    vit_small_patch16_224: { size: 'small', patch: 16, weights: [tuned, in21k, dino] },
    vit_small_patch16_384: { size: 'small', patch: 16, ...at384, weights: [tunedLarge] },
    vit_small_patch8_224: { size: 'small', patch: 8, weights: [dino] },
    vit_base_patch32_224: { size: 'base', patch: 32, weights: [tuned, in21k] },
    vit_base_patch32_384: { size: 'base', patch: 32, ...at384, weights: [tunedLarge] },
    vit_base_patch16_224: { size: 'base', patch: 16, weights: [tuned, in21k, dino] },
    vit_base_patch16_384: { size: 'base', patch: 16, ...at384, weights: [tunedLarge] },
    vit_base_patch8_224: { size: 'base', patch: 8, weights: [tuned, in21k, dino] },
    vit_large_patch16_224: { size: 'large', patch: 16, weights: [tuned, in21k] },
    vit_large_patch16_384: { size: 'large', patch: 16, ...at384, weights: [tunedLarge] },
    vit_large_patch32_384: {
      ...{ size: 'large', patch: 32 },
      ...at384,
      weights: [{ ...tunedLarge, tag: 'orig_in21k_ft_in1k' }],
    },
  },
);

/** Top-1 by github.com/facebookresearch/deit, README_deit.md. */
const facebook = (top1: number) => ({
  ...{ tag: 'fb_in1k', preprocessing: torch, classes: 1000, cropFraction: 0.9, top1 },
});
const distilled = { classTokens: ['cls_token', 'dist_token'], detail: 'distilled' } as const;

const deit = family(
  {
    title: 'DeiT',
    source: 'Touvron et al. 2020, arXiv 2012.12877; timm/models/deit.py',
    layout: () => 'vit',
  },
  {
    deit_tiny_patch16_224: { size: 'tiny', patch: 16, weights: [facebook(0.722)] },
    deit_small_patch16_224: { size: 'small', patch: 16, weights: [facebook(0.799)] },
    deit_base_patch16_224: { size: 'base', patch: 16, weights: [facebook(0.818)] },
    deit_base_patch16_384: {
      ...{ size: 'base', patch: 16 },
      ...at384,
      weights: [{ ...facebook(0.829), cropFraction: 1 }],
    },
    deit_tiny_distilled_patch16_224: { size: 'tiny', patch: 16, ...distilled, weights: [facebook(0.745)] },
    deit_small_distilled_patch16_224: { size: 'small', patch: 16, ...distilled, weights: [facebook(0.812)] },
    deit_base_distilled_patch16_224: { size: 'base', patch: 16, ...distilled, weights: [facebook(0.834)] },
  },
);

const lvd142m = { tag: 'lvd142m', preprocessing: torch, cropFraction: 1 };
const registers = { regTokens: 4, noEmbedClass: true, detail: 'with registers' };

const dinov2 = family(
  {
    title: 'DINOv2',
    source: 'Oquab et al. 2023, arXiv 2304.07193; Darcet et al. 2023, arXiv 2309.16588',
    layout: ({ gated, noEmbedClass }) =>
      `${gated ? 'dinov2Gated' : 'dinov2'}${noEmbedClass ? 'WithRegisters' : ''}`,
    variant: { imageSize: 518, initValues: 1e-5 },
  },
  {
    vit_small_patch14_dinov2: { size: 'small', patch: 14, weights: [lvd142m] },
    vit_base_patch14_dinov2: { size: 'base', patch: 14, weights: [lvd142m] },
    vit_large_patch14_dinov2: { size: 'large', patch: 14, weights: [lvd142m] },
    vit_giant_patch14_dinov2: { size: 'giant', patch: 14, gated: true, weights: [lvd142m] },
    vit_small_patch14_reg4_dinov2: { size: 'small', patch: 14, ...registers, weights: [lvd142m] },
    vit_base_patch14_reg4_dinov2: { size: 'base', patch: 14, ...registers, weights: [lvd142m] },
    vit_large_patch14_reg4_dinov2: { size: 'large', patch: 14, ...registers, weights: [lvd142m] },
    vit_giant_patch14_reg4_dinov2: {
      ...{ size: 'giant', patch: 14, gated: true },
      ...registers,
      weights: [lvd142m],
    },
  },
);

/** Without the projection into the space of texts, which timm has for a classifier. */
const laion2b = { tag: 'laion2b', preprocessing: clip, cropFraction: 0.9 };
const openai = { ...laion2b, tag: 'openai' };
const whole = { cropFraction: 1 };
const quick = { activation: 'quick_gelu', detail: 'as OpenAI has it' } as const;

const clips = family(
  {
    title: 'CLIP',
    source: 'Radford et al. 2021, arXiv 2103.00020; Cherti et al. 2022, arXiv 2212.07143',
    layout: () => 'tower',
    variant: { preNorm: true, epsilon: 1e-5 },
  },
  {
    vit_base_patch32_clip_224: { size: 'base', patch: 32, weights: [laion2b] },
    vit_base_patch16_clip_224: { size: 'base', patch: 16, weights: [{ ...laion2b, ...whole }] },
    vit_large_patch14_clip_224: {
      ...{ size: 'large', patch: 14 },
      weights: [{ ...laion2b, ...whole, preprocessing: tf }],
    },
    vit_large_patch14_clip_336: {
      ...{ size: 'large', patch: 14, imageSize: 336, detail: 'at 336 px' },
      weights: [{ ...openai, ...whole }],
    },
    vit_huge_patch14_clip_224: { size: 'huge', patch: 14, weights: [{ ...laion2b, ...whole }] },
    vit_base_patch32_clip_quickgelu_224: { size: 'base', patch: 32, ...quick, weights: [openai] },
    vit_base_patch16_clip_quickgelu_224: { size: 'base', patch: 16, ...quick, weights: [openai] },
    vit_large_patch14_clip_quickgelu_224: {
      ...{ size: 'large', patch: 14 },
      ...quick,
      weights: [{ ...openai, ...whole }],
    },
    vit_large_patch14_clip_quickgelu_336: {
      ...{ size: 'large', patch: 14, imageSize: 336 },
      ...quick,
      detail: 'at 336 px as OpenAI has it',
      weights: [{ ...openai, ...whole }],
    },
  },
);

const webli = { tag: 'webli', preprocessing: tf, cropFraction: 0.9 };
const bothWeblis = [webli, { ...webli, tag: 'v2_webli' }] as const;
const mean = { pool: 'avg', detail: 'without its pooling' } as const;

const siglip = family(
  {
    title: 'SigLIP',
    source: 'Zhai et al. 2023, arXiv 2303.15343; Tschannen et al. 2025, arXiv 2502.14786',
    layout: () => 'tower',
    variant: { classTokens: [], pool: 'map' },
  },
  {
    vit_base_patch16_siglip_224: { size: 'base', patch: 16, weights: bothWeblis },
    vit_base_patch16_siglip_256: {
      ...{ size: 'base', patch: 16, imageSize: 256, detail: 'at 256 px' },
      weights: bothWeblis,
    },
    vit_base_patch16_siglip_384: { size: 'base', patch: 16, ...at384, weights: bothWeblis },
    vit_base_patch16_siglip_512: {
      ...{ size: 'base', patch: 16, imageSize: 512, detail: 'at 512 px' },
      weights: bothWeblis,
    },
    vit_large_patch16_siglip_256: {
      ...{ size: 'large', patch: 16, imageSize: 256, detail: 'at 256 px' },
      weights: bothWeblis,
    },
    vit_large_patch16_siglip_384: { size: 'large', patch: 16, ...at384, weights: bothWeblis },
    vit_so400m_patch14_siglip_224: { size: 'so400m', patch: 14, weights: bothWeblis },
    vit_so400m_patch14_siglip_378: {
      ...{ size: 'so400m', patch: 14, imageSize: 378, detail: 'at 378 px' },
      weights: bothWeblis,
    },
    vit_so400m_patch16_siglip_256: {
      ...{ size: 'so400m', patch: 16, imageSize: 256, detail: 'at 256 px' },
      activation: 'gelu_tanh',
      weights: [bothWeblis[1]],
    },
    vit_base_patch16_siglip_gap_224: { size: 'base', patch: 16, ...mean, weights: bothWeblis },
  },
);

/** Vision transformers by timm's names: those of ImageNet, DeiT, DINOv2, and the vision towers of CLIP and SigLIP. */
export const visionTransformers = { ...vit, ...deit, ...dinov2, ...clips, ...siglip };
