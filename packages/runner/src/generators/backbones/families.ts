import type { Family } from './family.js';

/** By what the generator is asked for; a new one is an entry here, and one in the schema. */
export const families = {
  graph: {
    imports: {
      'define-backbone': ['defineBackbone'],
      'layer-configs': ['batchNorm', 'convolution'],
      preprocessing: ['tf'],
    },
    definition: (name, title) => `defineBackbone({
  name: '${name}',
  title: '${title}',
  source: 'the paper, and the file that the layers are from',
  minimumImageSize: 32,
  weights: [{ tag: 'untrained', preprocessing: tf, imageSize: 224, sources: [] }],
  assemble(graph, image) {
    graph.block('stem');
    const stem = convolution(32, 3, { strides: 2, padding: 'same', useBias: false });
    const x = graph.add('Conv2D', 'stem_conv', stem, image);
    const y = graph.add('BatchNormalization', 'stem_bn', batchNorm(), x);
    return graph.add('Activation', 'stem_relu', { activation: 'relu' }, y);
  },
})`,
  },
  'vision-transformer': {
    imports: {
      preprocessing: ['tf'],
      'timm-weights': ['timmRecord'],
      'vision-transformer': ['visionTransformer'],
    },
    definition: (name) => `visionTransformer(
  '${name}',
  // As timm's arguments: also classTokens, regTokens, noEmbedClass, preNorm, initValues, epsilon, activation, pool.
  { size: 'tiny', patch: 16, imageSize: 160 },
  ${facts({ series: name, record: { preprocessing: 'tf', imageSize: 160, cropFraction: 0.9 } })},
)`,
  },
  convnext: {
    imports: { preprocessing: ['torch'], 'timm-convnext': ['timmConvnext'], 'timm-weights': ['timmRecord'] },
    definition: (name, title) => `timmConvnext(
  '${name}',
  // Channels of the first stage, and blocks of each of the four.
  { width: 24, depths: [2, 2, 4, 2] },
  ${facts({ title, record: { preprocessing: 'torch', imageSize: 224, cropFraction: 0.95 } })},
)`,
  },
  resnet: {
    imports: { preprocessing: ['torch'], 'timm-resnet': ['timmResnet'], 'timm-weights': ['timmRecord'] },
    definition: (name, title) => `timmResnet(
  '${name}',
  // \`bottleneck\` is version 1.5; blocks of each of the four stages.
  { block: 'basic', depths: [1, 1, 1, 1] },
  ${facts({ title, record: { preprocessing: 'torch', imageSize: 224, cropFraction: 0.95 } })},
)`,
  },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;

interface Facts {
  readonly title?: string;
  readonly series?: string;
  readonly record: {
    readonly preprocessing: string;
    readonly imageSize: number;
    readonly cropFraction: number;
  };
}

/** With a record of how images are shown to it, by which files of timm are read. */
const facts = ({ record: { preprocessing, imageSize, cropFraction }, ...named }: Facts): string => `{
    ${Object.entries(named)
      .map(([key, value]) => `${key}: '${value}'`)
      .join(',\n    ')},
    source: 'the paper',
    weights: [timmRecord({ tag: 'untrained', preprocessing: ${preprocessing}, imageSize: ${imageSize}, cropFraction: ${cropFraction} })],
  }`;
