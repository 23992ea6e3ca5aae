import type { Backbone, BackboneRegistry } from '../graph/backbone.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import type { WeightsSource } from '../graph/weights-record.js';

const convolution = {
  kernelSize: [3, 3],
  strides: [2, 2],
  padding: 'same',
  useBias: false,
  activation: 'linear',
} as const;

/** Blocks of convolution, BatchNorm and ReLU, each halving its sides: `block2_conv`, `block2_bn`, `block2_act`. */
export function chain(name: string, blocks: number, imageSize: number): LayerGraph {
  const builder = new GraphBuilder(name);
  let last = builder.input('input_layer', [imageSize, imageSize, 3]);
  for (let index = 1; index <= blocks; index++) {
    const block = `block${index}`;
    builder.block(block);
    last = builder.add('Conv2D', `${block}_conv`, { ...convolution, filters: 4 }, last);
    last = builder.add('BatchNormalization', `${block}_bn`, { epsilon: 1e-3, momentum: 0.99 }, last);
    last = builder.add('Activation', `${block}_act`, { activation: 'relu' }, last);
  }
  return builder.build(last);
}

const published: WeightsSource = {
  format: 'keras-h5',
  provenance: 'for tests',
  licence: 'Apache-2.0',
  official: true,
  from: { kind: 'url', url: 'file:none', fileName: 'none.h5' },
};

const backbone = (name: string, blocks: number, minimumImageSize: number, pretrained: boolean): Backbone => ({
  name,
  title: name,
  source: 'a chain of convolutions, for tests',
  minimumImageSize,
  weights: [
    {
      tag: pretrained ? 'imagenet' : 'untrained',
      preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [255, 255, 255] },
      imageSize: 64,
      sources: pretrained ? [published] : [],
    },
  ],
  build: (imageSize) => chain(name, blocks, imageSize),
});

/** `tiny`: 3 blocks, 32 pixels or more. `small`: 5 blocks, 48 or more, not pretrained. */
export const backbones: BackboneRegistry = {
  tiny: backbone('tiny', 3, 32, true),
  small: backbone('small', 5, 48, false),
};
