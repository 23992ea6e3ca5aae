import type { Backbone, ClassifierChain, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { convolution } from './layer-configs.js';
import { imagenetColours, raw } from './preprocessing.js';

interface Variant {
  readonly size: 'Tiny' | 'Small' | 'Base' | 'Large' | 'XLarge';
  /** Of the first stage; each has twice those of the one before. */
  readonly channels: number;
  /** Of the third stage; the others have three each. */
  readonly blocks: 9 | 27;
  readonly top1: number;
  readonly sha256: string;
  readonly topSha256: string;
}

const colours = {
  mean: imagenetColours.mean.map((value) => value * 255),
  variance: imagenetColours.deviations.map((deviation) => (deviation * 255) ** 2),
};

/** It normalises what is pooled, and not the map, whose normalisation at the network's end Keras has only where there is no classifier. */
const classifier = (keras: string): ClassifierChain => ({
  without: 1,
  chain: [
    { name: `${keras}_head_gap`, kind: 'GlobalAveragePooling2D', config: {} },
    { name: `${keras}_head_layernorm`, kind: 'LayerNormalization', config: { epsilon: 1e-6 } },
    {
      ...{ name: `${keras}_head_dense`, kind: 'Dense' },
      config: { units: 1000, useBias: true, activation: 'linear' },
    },
  ],
});

const network = ({ size, channels, blocks, ...published }: Variant): Backbone => {
  const keras = `convnext_${size.toLowerCase()}`;
  return defineBackbone({
    name: `convnext${size.toLowerCase()}`,
    title: `ConvNeXt${size}`,
    source: 'Liu et al. 2022, arXiv 2201.03545; keras/src/applications/convnext.py',
    minimumImageSize: 32,
    weights: [
      kerasImagenet({
        ...{ preprocessing: raw, imageSize: 224, ...published, classifier: classifier(keras) },
        path: `convnext/${keras}_notop.h5`,
        provenance: 'Released by Facebook, ported by Keras.',
        licence: 'MIT',
      }),
    ],
    assemble(graph, image) {
      graph.block('stem');
      let x = graph.add('Normalization', `${keras}_prestem_normalization`, colours, image);
      x = graph.add('Conv2D', `${keras}_stem_conv`, convolution(channels, 4, { strides: 4 }), x);
      x = normalize(graph, `${keras}_stem_layernorm`, x);
      for (const [stage, count] of [3, 3, blocks, 3].entries()) {
        const filters = channels * 2 ** stage;
        if (stage > 0) x = halve(graph, keras, stage - 1, filters, x);
        for (let number = 0; number < count; number++)
          x = residual(graph, keras, `stage_${stage}_block_${number}`, filters, x);
      }
      return normalize(graph, graph.unnamed('layer_normalization'), x);
    },
  });
};

function halve(graph: GraphBuilder, keras: string, number: number, filters: number, input: string): string {
  graph.block(`downsampling_block_${number}`);
  const x = normalize(graph, `${keras}_downsampling_layernorm_${number}`, input);
  return graph.add(
    'Conv2D',
    `${keras}_downsampling_conv_${number}`,
    convolution(filters, 2, { strides: 2 }),
    x,
  );
}

/** Keras's networks leave out no branch by chance, so that what ends one is the identity. */
function residual(graph: GraphBuilder, keras: string, block: string, filters: number, input: string): string {
  graph.block(block);
  const name = `${keras}_${block}`;
  const pointwise = (units: number) => ({ units, useBias: true, activation: 'linear' }) as const;
  const depthwise = { ...convolution(filters, 7, { padding: 'same' }), groups: filters };
  let x = graph.add('Conv2D', `${name}_depthwise_conv`, depthwise, input);
  x = normalize(graph, `${name}_layernorm`, x);
  x = graph.add('Dense', `${name}_pointwise_conv_1`, pointwise(4 * filters), x);
  x = graph.add('Activation', `${name}_gelu`, { activation: 'gelu' }, x);
  x = graph.add('Dense', `${name}_pointwise_conv_2`, pointwise(filters), x);
  x = graph.add('LayerScale', `${name}_layer_scale`, { initValues: 1e-6 }, x);
  x = graph.add('Activation', `${name}_identity`, { activation: 'linear' }, x);
  return graph.add('Add', graph.unnamed('add'), {}, input, x);
}

const normalize = (graph: GraphBuilder, name: string, input: string) =>
  graph.add('LayerNormalization', name, { epsilon: 1e-6 }, input);

/** The ConvNeXt family, by name. */
export const convnext = {
  convnexttiny: network({
    ...{ size: 'Tiny', channels: 96, blocks: 9, top1: 0.813 },
    sha256: 'd547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1',
    topSha256: '8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff',
  }),
  convnextsmall: network({
    ...{ size: 'Small', channels: 96, blocks: 27, top1: 0.823 },
    sha256: '6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab',
    topSha256: 'ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c',
  }),
  convnextbase: network({
    ...{ size: 'Base', channels: 128, blocks: 27, top1: 0.853 },
    sha256: '40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45',
    topSha256: '52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6',
  }),
  convnextlarge: network({
    ...{ size: 'Large', channels: 192, blocks: 27, top1: 0.863 },
    sha256: '96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd',
    topSha256: '070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6',
  }),
  convnextxlarge: network({
    ...{ size: 'XLarge', channels: 256, blocks: 27, top1: 0.867 },
    sha256: 'de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05',
    topSha256: 'c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee',
  }),
} as const satisfies Record<string, Backbone>;
