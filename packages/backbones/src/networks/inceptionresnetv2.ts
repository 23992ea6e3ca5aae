import type { GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { configOf, halving, mixed, normalize, stem, step, type Step } from './inception-blocks.js';
import { kerasImagenet } from './keras-weights.js';
import { convolution } from './layer-configs.js';
import { tf } from './preprocessing.js';

/** Residual blocks of one shape in a row. */
interface Stage {
  readonly name: string;
  readonly count: number;
  readonly scale: number;
  readonly branches: readonly (readonly Step[])[];
}

const block35: Stage = {
  ...{ name: 'block35', count: 10, scale: 0.17 },
  branches: [[step(32)], [step(32), step(32, 3)], [step(32), step(48, 3), step(64, 3)]],
};
const block17: Stage = {
  ...{ name: 'block17', count: 20, scale: 0.1 },
  branches: [[step(192)], [step(128), step(160, 1, 7), step(192, 7, 1)]],
};
const block8: Stage = {
  ...{ name: 'block8', count: 9, scale: 0.2 },
  branches: [[step(192)], [step(192), step(224, 1, 3), step(256, 3, 1)]],
};

export const inceptionresnetv2 = defineBackbone({
  name: 'inceptionresnetv2',
  title: 'InceptionResNetV2',
  source:
    'Szegedy, Ioffe, Vanhoucke and Alemi 2016, arXiv 1602.07261; keras/src/applications/inception_resnet_v2.py',
  minimumImageSize: 75,
  weights: [
    kerasImagenet({
      ...{ preprocessing: tf, imageSize: 299, top1: 0.803 },
      path: 'inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'd19885ff4a710c122648d3b5c3b684e4',
      topMd5: 'e693bd0210a403b3192acc6073ad2e96',
      provenance: 'Released by Google, ported by Keras.',
      licence: 'Apache-2.0',
    }),
  ],
  assemble(graph, image) {
    const first = [
      [step(96)],
      [step(48), step(64, 5)],
      [step(64), step(96, 3), step(96, 3)],
      { pooled: step(64) },
    ];
    let x = residuals(graph, block35, mixed(graph, 'mixed_5b', first, stem(graph, image)));
    x = mixed(graph, 'mixed_6a', [[halving(384)], [step(256), step(256, 3), halving(384)], 'halved'], x);
    x = residuals(graph, block17, x);
    const last = [
      [step(256), halving(384)],
      [step(256), halving(288)],
      [step(256), step(288, 3), halving(320)],
      'halved',
    ] as const;
    x = residuals(graph, block8, mixed(graph, 'mixed_7a', last, x));
    x = residual(graph, 'block8_10', { ...block8, scale: 1 }, x);

    graph.block('conv_7b');
    x = normalize(graph, 'conv_7b_bn', graph.add('Conv2D', 'conv_7b', configOf(step(1536)), x));
    return graph.add('Activation', 'conv_7b_ac', { activation: 'relu' }, x);
  },
});

function residuals(graph: GraphBuilder, stage: Stage, input: string): string {
  let x = input;
  for (let number = 1; number <= stage.count; number++) {
    const name = `${stage.name}_${number}`;
    x = graph.add('Activation', `${name}_ac`, { activation: 'relu' }, residual(graph, name, stage, x));
  }
  return x;
}

/** Not activated yet. */
function residual(graph: GraphBuilder, name: string, { scale, branches }: Stage, input: string): string {
  const x = mixed(graph, `${name}_mixed`, branches, input);
  const filters = graph.shapeOf(input).at(-1)!;
  const up = graph.add('Conv2D', `${name}_conv`, convolution(filters, 1, { padding: 'same' }), x);
  return graph.add('CustomScaleLayer', graph.unnamed('custom_scale_layer'), { scale }, input, up);
}
