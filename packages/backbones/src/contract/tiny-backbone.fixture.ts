import type { WeightsRecord, WeightsSource } from '@thaw/core';
import { defineBackbone } from '../networks/define-backbone.js';
import { batchNorm, convolution, pooling } from '../networks/layer-configs.js';
import { tf } from '../networks/preprocessing.js';

export const source = {
  format: 'keras',
  provenance: 'Trained for tests.',
  licence: 'Apache-2.0',
  official: true,
  from: {
    kind: 'url',
    url: 'https://acme.example/tiny.keras',
    fileName: 'tiny.keras',
    sha256: 'a'.repeat(64),
  },
} as const satisfies WeightsSource;

export const record: WeightsRecord = {
  tag: 'imagenet',
  preprocessing: tf,
  imageSize: 32,
  classes: 1000,
  sources: [source],
};

/** Three layers that keep the contract. */
export const tiny = defineBackbone({
  name: 'tiny',
  title: 'Tiny',
  source: 'made up for tests',
  minimumImageSize: 8,
  weights: [record],
  assemble(graph, image) {
    graph.block('block1');
    const x = graph.add('Conv2D', 'conv', convolution(4, 3, { padding: 'same' }), image);
    const y = graph.add('BatchNormalization', 'bn', batchNorm(), x);
    graph.block('block2');
    return graph.add('MaxPooling2D', 'pool', pooling(2, { strides: 2 }), y);
  },
});
