import { describeLayers, type NameMap, type TensorAddress } from '@thaw/core/graph';
import { timmNames } from './timm-names.js';

/** What the library transformers has for a module of timm: one or several that are joined, or what a tensor is made of. */
type Theirs = string | readonly string[] | ((ours: TensorAddress, width: number) => TensorAddress);

/** By timm's modules, or whole tensors, with `*` for a number. The first that fits counts. */
type Rules = readonly (readonly [timm: string, theirs: Theirs])[];

interface Layout {
  readonly rules: Rules;
  /** Of a model that stands alone, and of one that is a part of another. */
  readonly prefixes: readonly string[];
}

const qkv = (attention: string, [query, key, value]: readonly [string, string, string]) =>
  [query, key, value].map((each) => `${attention}.${each}`);

const projected: Rules = [
  ['blocks.*.attn.qkv', qkv('encoder.layer.*.attention.attention', ['query', 'key', 'value'])],
  ['blocks.*.attn.proj', 'encoder.layer.*.attention.output.dense'],
];

const embedded: Rules = [
  ['cls_token', 'embeddings.cls_token'],
  ['dist_token', 'embeddings.distillation_token'],
  ['reg_token', 'embeddings.register_tokens'],
  ['pos_embed', 'embeddings.position_embeddings'],
  ['patch_embed.proj', 'embeddings.patch_embeddings.projection'],
  ['norm', 'layernorm'],
];

const dinov2: Rules = [
  ...embedded,
  ...projected,
  ['blocks.*.norm1', 'encoder.layer.*.norm1'],
  ['blocks.*.norm2', 'encoder.layer.*.norm2'],
  ['blocks.*.ls1.gamma', 'encoder.layer.*.layer_scale1.lambda1'],
  ['blocks.*.ls2.gamma', 'encoder.layer.*.layer_scale2.lambda1'],
  ['blocks.*.mlp', 'encoder.layer.*.mlp'],
];

const places = 'embeddings.position_embeddings';
const tokens = { axes: [1, 2] } as const;

const dinov2WithRegisters: Rules = [
  // timm has added the class token's place to it.
  [
    'cls_token',
    () => ({
      ...{ name: 'embeddings.cls_token', ...tokens },
      added: { name: places, part: { axis: 1, from: 0, to: 1 }, ...tokens },
    }),
  ],
  ['pos_embed', () => ({ name: places, part: { axis: 1, from: 1 }, ...tokens })],
  ...dinov2,
];

/** Of the giant, whose perceptrons have a gate. */
const gated: Rules = [
  ['blocks.*.mlp.fc1', 'encoder.layer.*.mlp.weights_in'],
  ['blocks.*.mlp.fc2', 'encoder.layer.*.mlp.weights_out'],
];

/** Of CLIP and SigLIP. */
const tower: Rules = [
  ['patch_embed.proj', 'embeddings.patch_embedding'],
  ['pos_embed', () => ({ name: 'embeddings.position_embedding.weight' })],
  ['cls_token', () => ({ name: 'embeddings.class_embedding', axes: [-1, 0] })],
  ['norm_pre', 'pre_layrnorm'],
  ['norm', 'post_layernorm'],
  ['blocks.*.norm1', 'encoder.layers.*.layer_norm1'],
  ['blocks.*.norm2', 'encoder.layers.*.layer_norm2'],
  ['blocks.*.attn.qkv', qkv('encoder.layers.*.self_attn', ['q_proj', 'k_proj', 'v_proj'])],
  ['blocks.*.attn.proj', 'encoder.layers.*.self_attn.out_proj'],
  ['blocks.*.mlp', 'encoder.layers.*.mlp'],
  ['attn_pool.latent', 'head.probe'],
  ['attn_pool.q.weight', ofProjection('weight', (width) => ({ from: 0, to: width }))],
  ['attn_pool.q.bias', ofProjection('bias', (width) => ({ from: 0, to: width }))],
  ['attn_pool.kv.weight', ofProjection('weight', (width) => ({ from: width }))],
  ['attn_pool.kv.bias', ofProjection('bias', (width) => ({ from: width }))],
  ['attn_pool.proj', 'head.attention.out_proj'],
  ['attn_pool.norm', 'head.layernorm'],
  ['attn_pool.mlp', 'head.mlp'],
];

const layouts = {
  vit: {
    prefixes: ['vit.', 'deit.', ''],
    rules: [
      ...embedded,
      ...projected,
      ['blocks.*.norm1', 'encoder.layer.*.layernorm_before'],
      ['blocks.*.norm2', 'encoder.layer.*.layernorm_after'],
      ['blocks.*.mlp.fc1', 'encoder.layer.*.intermediate.dense'],
      ['blocks.*.mlp.fc2', 'encoder.layer.*.output.dense'],
    ],
  },
  dinov2: { prefixes: ['dinov2.', ''], rules: dinov2 },
  dinov2Gated: { prefixes: ['dinov2.', ''], rules: [...gated, ...dinov2] },
  dinov2WithRegisters: { prefixes: ['dinov2_with_registers.', ''], rules: dinov2WithRegisters },
  dinov2GatedWithRegisters: {
    prefixes: ['dinov2_with_registers.', ''],
    rules: [...gated, ...dinov2WithRegisters],
  },
  tower: { prefixes: ['vision_model.', ''], rules: tower },
  convnext: {
    prefixes: ['convnext.', ''],
    rules: [
      ['stem.0', 'embeddings.patch_embeddings'],
      ['stem.1', 'embeddings.layernorm'],
      ['stages.*.downsample', 'encoder.stages.*.downsampling_layer'],
      ['stages.*.blocks.*.conv_dw', 'encoder.stages.*.layers.*.dwconv'],
      ['stages.*.blocks.*.norm', 'encoder.stages.*.layers.*.layernorm'],
      ['stages.*.blocks.*.mlp.fc1', 'encoder.stages.*.layers.*.pwconv1'],
      ['stages.*.blocks.*.mlp.fc2', 'encoder.stages.*.layers.*.pwconv2'],
      ['stages.*.blocks.*.gamma', 'encoder.stages.*.layers.*.layer_scale_parameter'],
      ['head.norm', 'layernorm'],
    ],
  },
  resnet: {
    prefixes: ['resnet.', ''],
    rules: [
      ['conv1', 'embedder.embedder.convolution'],
      ['bn1', 'embedder.embedder.normalization'],
      ...[1, 2, 3, 4].flatMap((stage): Rules => {
        const [timm, theirs] = [`layer${stage}.*`, `encoder.stages.${stage - 1}.layers.*`];
        return [
          ...[1, 2, 3].flatMap((number): Rules => [
            [`${timm}.conv${number}`, `${theirs}.layer.${number - 1}.convolution`],
            [`${timm}.bn${number}`, `${theirs}.layer.${number - 1}.normalization`],
          ]),
          [`${timm}.downsample.0`, `${theirs}.shortcut.convolution`],
          [`${timm}.downsample.1`, `${theirs}.shortcut.normalization`],
        ];
      }),
    ],
  },
} as const satisfies Readonly<Record<string, Layout>>;

export type HuggingFaceLayout = keyof typeof layouts;

/** The names of a network of timm in files of the library transformers. */
export function huggingFaceNames(layout: HuggingFaceLayout): readonly NameMap[] {
  const { prefixes, rules: written }: Layout = layouts[layout];
  const rules = written.map(([timm, theirs]) => ({ pattern: patternOf(timm), theirs }));
  return prefixes.map((prefix): NameMap => (graph) => {
    const width = describeLayers(graph).get(graph.output)!.output.at(-1)!;
    return new Map(
      [...timmNames(graph)].map(([weight, address]) => [
        weight,
        prefixed(prefix, translated(address, rules, width)),
      ]),
    );
  });
}

interface ReadRule {
  readonly pattern: RegExp;
  readonly theirs: Theirs;
}

const patternOf = (timm: string): RegExp =>
  new RegExp(`^${timm.replaceAll('.', '\\.').replaceAll('*', '(\\d+)')}(?=\\.|$)`);

function translated(address: TensorAddress, rules: readonly ReadRule[], width: number): TensorAddress {
  for (const { pattern, theirs } of rules) {
    const match = pattern.exec(address.name);
    if (!match) continue;
    if (typeof theirs === 'function') return theirs(address, width);
    const [name, ...joined] = [theirs].flat().map((each) => {
      const numbers = match.slice(1);
      return each.replaceAll('*', () => numbers.shift()!) + address.name.slice(match[0].length);
    });
    return { ...address, name: name!, ...(joined.length > 0 && { joined }) };
  }
  return address;
}

const prefixed = (prefix: string, { name, joined, added, ...rest }: TensorAddress): TensorAddress => ({
  ...rest,
  name: `${prefix}${name}`,
  ...(joined && { joined: joined.map((each) => `${prefix}${each}`) }),
  ...(added && { added: prefixed(prefix, added) }),
});

/** Query, key and value are one tensor in PyTorch's MultiheadAttention; timm has the first apart. */
function ofProjection(
  member: 'weight' | 'bias',
  rows: (width: number) => { readonly from: number; readonly to?: number },
): (ours: TensorAddress, width: number) => TensorAddress {
  return (ours, width) => ({
    ...ours,
    name: `head.attention.in_proj_${member}`,
    part: { axis: 0, ...rows(width) },
  });
}
