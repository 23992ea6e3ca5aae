import { addHead, GraphBuilder, type LayerGraph } from '@thaw/core';

/** Sides of the probes' images, in pixels; small, so that plain JavaScript, too, is measured in seconds. */
export const probeImageSize = 56;
export const probeClasses = 4;

/** What a probe repeats between its first convolution and its head, to be timed by the difference it makes. */
export type ProbeKind = 'stem' | 'matrix' | 'depthwise' | 'element';

const channels = 128;
const repeats = 4;
const convolution = {
  strides: [1, 1],
  padding: 'same',
  useBias: true,
  activation: 'linear',
} as const;

/** A network of `[14, 14, 128]` activations with a small head; `stem` has nothing that is repeated. */
export function probeGraph(kind: ProbeKind): LayerGraph {
  const builder = new GraphBuilder(`probe_${kind}`);
  const input = builder.input('input_layer', [probeImageSize, probeImageSize, 3]);
  const stem = { ...convolution, kernelSize: [4, 4], strides: [4, 4], filters: channels } as const;
  let last = builder.add('Conv2D', 'stem', stem, input);
  for (let index = 1; index <= repeats; index++) {
    if (kind === 'matrix') {
      // The two shapes of which ResNets consist: a spatial convolution and a pointwise one.
      const spatial = { ...convolution, kernelSize: [3, 3], filters: channels } as const;
      last = builder.add('Conv2D', `spatial_${index}`, spatial, last);
      last = builder.add('Conv2D', `pointwise_${index}`, { ...spatial, kernelSize: [1, 1] }, last);
    } else if (kind === 'depthwise') {
      last = builder.add(
        'DepthwiseConv2D',
        `depthwise_${index}`,
        { ...convolution, kernelSize: [3, 3] },
        last,
      );
      last = builder.add(
        'DepthwiseConv2D',
        `depthwise_${index}b`,
        { ...convolution, kernelSize: [3, 3] },
        last,
      );
    } else if (kind === 'element') {
      const rectified = builder.add('Activation', `relu_${index}`, { activation: 'relu' }, last);
      last = builder.add('Add', `add_${index}`, {}, last, rectified);
    }
  }
  return addHead(builder.build(last), { pool: 'avg', hidden: [], dropout: 0 }, probeClasses);
}

/** Pools images, and that is all. */
export function changesProbe(): LayerGraph {
  const builder = new GraphBuilder('probe_changes');
  const input = builder.input('input_layer', [probeImageSize, probeImageSize, 3]);
  return builder.build(builder.add('GlobalAveragePooling2D', 'pool', {}, input));
}
