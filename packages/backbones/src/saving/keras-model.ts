import { checkWeights, describeLayers, kerasOrder, type Classifier, type Preprocessing } from '@thaw/core';
import { findAttention, writeAttention } from './keras-attention.js';
import { KerasGraph, type KerasLayer, type KerasTensor } from './keras-graph.js';
import { kerasLayers, type WrittenLayer } from './keras-layers.js';

/** A functional model from pixels to probabilities. */
export interface KerasModel {
  readonly name: string;
  /** In the order of `model.layers`. */
  readonly layers: readonly KerasLayer[];
  readonly input: string;
  readonly output: string;
}

/**
 * A trained network in layers of Keras's own. Throws THAW-ENGINE-WEIGHTS for weights that are missing or of another shape, and THAW-EXPORT-LAYER where it cannot be
 * said in such layers.
 */
export function kerasModel({ graph: network, preprocessing, weights }: Classifier): KerasModel {
  checkWeights(network, weights);
  const facts = describeLayers(network);
  const attention = findAttention(network);
  const weightOf = (layer: string, weight: string) => weights.get(`${layer}/${weight}`);

  const graph = new KerasGraph();
  const written = new Map<string, KerasTensor>();
  let input = '';
  for (const { name, kind, config, inputs } of network.layers) {
    const { output: shape, weights: specs } = facts.get(name)!;
    const attending = attention.get(name);
    if (kind === 'InputLayer') {
      const images = graph.add('InputLayer', 'images', { batch_shape: [null, ...shape] }, [], { shape });
      input = images.layer;
      written.set(name, normalized(graph, images, preprocessing));
    } else if (attending) {
      if (name !== attending.after.name) continue;
      const tokens = written.get(attending.before.inputs[0]!)!;
      written.set(name, writeAttention(graph, attending, tokens, weightOf));
    } else {
      const write = kerasLayers[kind as keyof typeof kerasLayers] as (
        layer: WrittenLayer<unknown>,
      ) => KerasTensor;
      const [first, ...others] = inputs.map((each) => written.get(each)!);
      const own = Object.fromEntries(specs.map((spec) => [spec.name, weightOf(name, spec.name)!]));
      written.set(name, write({ graph, name, config, inputs: [first!, ...others], shape, weights: own }));
    }
  }
  const logits = written.get(network.output)!;
  const { layer: output } = graph.add('Softmax', 'probabilities', { axis: -1 }, [logits]);
  return { name: network.name, layers: kerasOrder(graph.layers, output), input, output };
}

/** `(channel − mean) / std`, the channels in the order in which the network takes them. */
function normalized(
  graph: KerasGraph,
  images: KerasTensor,
  { channels, mean, std }: Preprocessing,
): KerasTensor {
  const isPlain = mean.every((each) => each === 0) && std.every((each) => each === 1);
  const inOrder = (values: Preprocessing['mean']) => (channels === 'BGR' ? values.toReversed() : [...values]);
  const statistics = { axis: -1, mean: inOrder(mean), variance: inOrder(std).map((each) => each ** 2) };
  const standard = isPlain ? images : graph.add('Normalization', 'normalize', statistics, [images]);
  if (channels === 'RGB') return standard;
  const exchange = {
    ...{ filters: 3, kernel_size: [1, 1], use_bias: false, activation: 'linear', trainable: false },
  };
  const kernel = { shape: [1, 1, 3, 3], data: Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0) };
  return graph.add('Conv2D', 'to_bgr', exchange, [standard], { variables: { '': [kernel] } });
}
