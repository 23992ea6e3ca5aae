import { layerKinds, type ConfigOf } from '@thaw/core';
import { biased } from './biased.js';
import type { TensorflowLayer } from './tensorflow-layer.js';

export const Conv2DTranspose: TensorflowLayer<ConfigOf<'Conv2DTranspose'>> = {
  forward({ graph, config, inputs: [input], inputShapes: [shape], weights: { kernel, bias } }) {
    const output = layerKinds.Conv2DTranspose.outputShape(config, [shape!]);
    const batch = graph.slice(graph.shape(input!), [0], [1]);
    const sizes = graph.concatV2([batch, graph.const(output, 'int32')]);
    const widened = graph.conv2DBackpropInput(sizes, kernel!, input!, config);
    const { output: result, backward } = biased(graph, widened, bias, config.activation);
    const kernelShape = [...config.kernelSize, config.filters, shape!.at(-1)!];
    return {
      output: result,
      backward(gradient) {
        const { product, weights } = backward(gradient);
        return {
          inputs: [graph.conv2D(product, kernel!, config)],
          weights: { kernel: graph.conv2DBackpropFilter(product, kernelShape, input!, config), ...weights },
        };
      },
    };
  },
};
