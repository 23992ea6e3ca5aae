import type { ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import { convolveDepthwise } from './depthwise-conv2d.js';
import type { LayerInput, LayerPass, TensorflowLayer } from './tensorflow-layer.js';

type Config = ConfigOf<'Conv2D'>;

export const Conv2D: TensorflowLayer<Config> = {
  forward: (layer) => ((layer.config.groups ?? 1) === 1 ? convolve(layer) : convolveGroups(layer)),
};

function convolve({
  graph,
  config,
  inputs: [input],
  inputShapes: [shape],
  weights: { kernel, bias },
}: LayerInput<Config>): LayerPass {
  const { output, backward } = biased(graph, graph.conv2D(input!, kernel!, config), bias, config.activation);
  const kernelShape = [...config.kernelSize, shape!.at(-1)!, config.filters];
  return {
    output,
    backward(gradient) {
      const { product, weights } = backward(gradient);
      return {
        inputs: [graph.conv2DBackpropInput(graph.shape(input!), kernel!, product, config)],
        weights: { kernel: graph.conv2DBackpropFilter(input!, kernelShape, product, config), ...weights },
      };
    },
  };
}

/**
 * A group for each channel is a depthwise convolution, whose kernel has the same numbers in the same order; for that
 * TensorFlow has fast code, for groups none on the processor.
 */
function convolveGroups(layer: LayerInput<Config>): LayerPass {
  const { graph, config, inputShapes, weights } = layer;
  const channels = inputShapes[0]!.at(-1)!;
  const depthwiseShape = [...config.kernelSize, channels, config.filters / channels];
  const kernel = graph.reshape(weights['kernel']!, depthwiseShape);
  const { output, backward } = convolveDepthwise(
    { ...layer, weights: { ...weights, kernel } },
    depthwiseShape,
  );
  return {
    output,
    backward(gradient) {
      const { inputs, weights: by } = backward(gradient);
      const own = graph.reshape(by!['kernel']!, [...config.kernelSize, 1, config.filters]);
      return { inputs, weights: { ...by, kernel: own } };
    },
  };
}
