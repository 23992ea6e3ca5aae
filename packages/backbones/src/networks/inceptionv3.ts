import type { GraphBuilder } from '@thaw/core';
import { defineBackbone } from './define-backbone.js';
import { branchOf, convolve, halving, mixed, stem, step, type Branch } from './inception-blocks.js';
import { kerasImagenet } from './keras-weights.js';
import { tf } from './preprocessing.js';

export const inceptionv3 = defineBackbone({
  name: 'inceptionv3',
  title: 'InceptionV3',
  source: 'Szegedy et al. 2015, arXiv 1512.00567; keras/src/applications/inception_v3.py',
  minimumImageSize: 75,
  weights: [
    kerasImagenet({
      ...{ preprocessing: tf, imageSize: 299, top1: 0.779 },
      path: 'inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'bcbd6486424b2319ff4ef7d526e38f63',
      topMd5: '9a0d58056eeedaa3f26cb7ebd46da564',
      provenance: 'Released by Google, ported by Keras.',
      licence: 'Apache-2.0',
    }),
  ],
  assemble(graph, image) {
    const blocks = [
      ...[32, 64, 64].map(square),
      [[halving(384)], [step(64), step(96, 3), halving(96)], 'halved'],
      ...[128, 160, 160, 192].map(long),
      [[step(192), halving(320)], [step(192), step(192, 1, 7), step(192, 7, 1), halving(192)], 'halved'],
    ] as const satisfies readonly (readonly Branch[])[];
    let x = stem(graph, image);
    for (const [number, branches] of blocks.entries()) x = mixed(graph, `mixed${number}`, branches, x);
    for (const number of [0, 1]) x = forked(graph, number, x);
    return x;
  },
});

/** Figure 5 of the paper. */
const square = (pooled: number): readonly Branch[] => [
  [step(64)],
  [step(48), step(64, 5)],
  [step(64), step(96, 3), step(96, 3)],
  { pooled: step(pooled) },
];

/** Figure 6: a 7 × 7 window as two that are one pixel wide. */
const long = (filters: number): readonly Branch[] => [
  [step(192)],
  [step(filters), step(filters, 1, 7), step(192, 7, 1)],
  [step(filters), step(filters, 7, 1), step(filters, 1, 7), step(filters, 7, 1), step(192, 1, 7)],
  { pooled: step(192) },
];

/** Figure 7: branches that fork. */
function forked(graph: GraphBuilder, number: number, input: string): string {
  const name = `mixed${9 + number}`;
  graph.block(name);
  const fork = (x: string, concatenated: string) => {
    const ends = [step(384, 1, 3), step(384, 3, 1)].map((end) => convolve(graph, [end], x));
    return graph.add('Concatenate', concatenated, {}, ...ends);
  };
  const plain = convolve(graph, [step(320)], input);
  const forks = fork(convolve(graph, [step(384)], input), `mixed9_${number}`);
  const deeper = convolve(graph, [step(448), step(384, 3)], input);
  const deeperForks = fork(deeper, graph.unnamed('concatenate'));
  const pooled = branchOf(graph, { pooled: step(192) }, input);
  return graph.add('Concatenate', name, {}, plain, forks, deeperForks, pooled);
}
