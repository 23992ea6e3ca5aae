import type { ClassifierChain, GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { kerasImagenet } from './keras-weights.js';
import { batchNorm, convolution, depthwise } from './layer-configs.js';
import { tf } from './preprocessing.js';

/** Table 1 of the paper, at width 1.0. */
const blocks = [
  { filters: 64, strides: 1 },
  { filters: 128, strides: 2 },
  { filters: 128, strides: 1 },
  { filters: 256, strides: 2 },
  { filters: 256, strides: 1 },
  { filters: 512, strides: 2 },
  ...Array.from({ length: 5 }, () => ({ filters: 512, strides: 1 })),
  { filters: 1024, strides: 2 },
  { filters: 1024, strides: 1 },
];

/** Its dense layer is a convolution of the one place that pooling leaves. */
const classifier: ClassifierChain = {
  chain: [
    { name: 'global_average_pooling2d', kind: 'GlobalAveragePooling2D', config: { keepdims: true } },
    { name: 'conv_preds', kind: 'Conv2D', config: convolution(1000, 1, { padding: 'same' }) },
    { name: 'reshape_2', kind: 'Reshape', config: { targetShape: [1000] } },
  ],
};

/** What a window that halves an image takes at the bottom and on the right. */
const belowAndRight = {
  padding: [
    [0, 1],
    [0, 1],
  ],
} as const;

export const mobilenet = defineBackbone({
  name: 'mobilenet',
  title: 'MobileNet',
  source: 'Howard et al. 2017, arXiv 1704.04861; keras/src/applications/mobilenet.py',
  minimumImageSize: 32,
  weights: [
    kerasImagenet({
      ...{ preprocessing: tf, imageSize: 224, top1: 0.704, bytes: 17_225_924, topBytes: 17_225_924 },
      classifier,
      path: 'mobilenet/mobilenet_1_0_224_tf_no_top.h5',
      provenance: 'Released by Google, ported by Keras.',
      licence: 'Apache-2.0',
    }),
  ],
  assemble(graph, image) {
    graph.block('conv1');
    const stem = convolution(32, 3, { strides: 2, padding: 'same', useBias: false });
    let x = normalized(graph, 'conv1', graph.add('Conv2D', 'conv1', stem, image));
    for (const [index, { filters, strides }] of blocks.entries()) {
      const number = index + 1;
      graph.block(`conv_${number}`);
      const halves = strides === 2;
      if (halves) x = graph.add('ZeroPadding2D', `conv_pad_${number}`, belowAndRight, x);
      const config = depthwise(3, { strides, padding: halves ? 'valid' : 'same', useBias: false });
      x = graph.add('DepthwiseConv2D', `conv_dw_${number}`, config, x);
      x = normalized(graph, `conv_dw_${number}`, x);
      const pointwise = convolution(filters, 1, { padding: 'same', useBias: false });
      x = normalized(graph, `conv_pw_${number}`, graph.add('Conv2D', `conv_pw_${number}`, pointwise, x));
    }
    return x;
  },
});

/** And activated. */
function normalized(graph: GraphBuilder, name: string, input: string): string {
  const x = graph.add('BatchNormalization', `${name}_bn`, batchNorm(), input);
  return graph.add('ReLU', `${name}_relu`, { maxValue: 6 }, x);
}
