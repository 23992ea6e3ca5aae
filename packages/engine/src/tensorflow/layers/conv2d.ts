import { layerKinds, type ConfigOf } from '@thaw/core';
import type { Output } from '../graph-def/node-list.js';
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
 * TensorFlow has no gradients of groups on the processor. Each channel by itself is a depthwise convolution, which it has fast code for, with as many
 * products, and the sum over those of a group is what is left.
 */
function convolveGroups(layer: LayerInput<Config>): LayerPass {
  const { graph, config, inputShapes, weights } = layer;
  const { kernelSize, filters, groups = 1 } = config;
  const [height, width] = layerKinds.Conv2D.outputShape(config, inputShapes);
  const channels = inputShapes[0]!.at(-1)!;
  const [members, own] = [channels / groups, filters / groups];
  const swapped = (kernel: Output, first: number, second: number): Output =>
    graph.transpose(graph.reshape(kernel, [...kernelSize, first, second, own]), [0, 1, 3, 2, 4]);
  const depthwiseShape = [...kernelSize, channels, own];
  const kernel = graph.reshape(swapped(weights['kernel']!, members, groups), depthwiseShape);
  const products = convolveDepthwise(
    { ...layer, config: { ...config, activation: 'linear' }, weights: { kernel } },
    depthwiseShape,
  );
  const summed = ({ type }: Output) => {
    const parted = graph.reshape(graph.cast(products.output, 'float32'), [-1, groups, members, own]);
    return graph.reshape(graph.cast(graph.sum(parted, [2]), type), [-1, height!, width!, filters]);
  };
  const { output, backward } = biased(
    graph,
    members === 1 ? products.output : summed(products.output),
    weights['bias'],
    config.activation,
  );
  return {
    output,
    backward(gradient) {
      const { product, weights: byBias } = backward(gradient);
      const once = graph.reshape(product, [-1, groups, 1, own]);
      const each = graph.concatV2(
        Array.from({ length: members }, () => once),
        2,
      );
      const { inputs, weights: by } = products.backward(
        graph.reshape(each, [-1, height!, width!, channels * own]),
      );
      const byKernel = graph.reshape(swapped(by!['kernel']!, groups, members), [
        ...[...kernelSize, members, filters],
      ]);
      return { inputs, weights: { kernel: byKernel, ...byBias } };
    },
  };
}
