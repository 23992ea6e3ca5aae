import type { ConfigOf, Shape } from '@thaw/core';
import type { GraphDefBuilder } from '../graph-def/graph-def-builder.js';
import type { Output } from '../graph-def/node-list.js';
import type { LayerInput, LayerPass, TensorflowLayer } from './tensorflow-layer.js';

type Config = ConfigOf<'BatchNormalization'>;

export const BatchNormalization: TensorflowLayer<Config> = {
  keepsFloat32Weights: () => true,
  forward(layer) {
    const { training, inputShapes } = layer;
    const normalize = training?.batchNormalized.has(layer.name) ? normalizeByBatch : normalizeByMoving;
    return inputShapes[0]!.length === 3 ? normalize(layer) : asImages(layer, normalize);
  },
};

/** In inference mode all four weights are constants, so the gradient is a factor for each channel. */
function normalizeByMoving({
  graph,
  config: { epsilon },
  inputs: [input],
  inputShapes: [shape],
  weights,
}: LayerInput<Config>): LayerPass {
  const { moving_mean: mean, moving_variance: variance } = weights;
  const { gamma, beta } = affine(graph, shape!, weights);
  return {
    output: graph.fusedBatchNormV3([input!, gamma, beta, mean!, variance!], epsilon, false).output,
    backward(gradient) {
      const factor = graph.mul(gamma, graph.rsqrt(graph.addV2(variance!, graph.const(epsilon))));
      return { inputs: [graph.mul(gradient, graph.cast(factor, gradient.type))] };
    },
  };
}

function normalizeByBatch({
  graph,
  name,
  config,
  inputs: [input],
  inputShapes: [shape],
  weights,
  training,
}: LayerInput<Config>): LayerPass {
  const { gamma, beta } = affine(graph, shape!, weights);
  const none = graph.const([]);
  const normalized = graph.fusedBatchNormV3([input!, gamma, beta, none, none], config.epsilon, true);
  training!.statistics.set(name, {
    mean: normalized.mean,
    variance: biasedVariance(graph, normalized.variance, input!),
  });
  return {
    output: normalized.output,
    backward(gradient) {
      const by = graph.fusedBatchNormGradV3(
        [gradient, input!, gamma, ...normalized.reserved],
        config.epsilon,
      );
      return {
        inputs: [by.x],
        weights: {
          ...(weights['gamma'] && { gamma: by.scale }),
          ...(weights['beta'] && { beta: by.offset }),
        },
      };
    },
  };
}

/** Ones and zeros stand for what a layer does not have. */
function affine(
  graph: GraphDefBuilder,
  shape: Shape,
  { gamma, beta }: LayerInput<Config>['weights'],
): { readonly gamma: Output; readonly beta: Output } {
  const filled = (value: number) => graph.const(new Float32Array(shape.at(-1)!).fill(value));
  return { gamma: gamma ?? filled(1), beta: beta ?? filled(0) };
}

/** Keras 3 moves its statistics by the variance over all values, TensorFlow's op gives that over one value less. */
function biasedVariance(graph: GraphDefBuilder, unbiased: Output, input: Output): Output {
  const channels = graph.cast(graph.size(unbiased), 'float32');
  const values = graph.realDiv(graph.cast(graph.size(input), 'float32'), channels);
  return graph.mul(unbiased, graph.realDiv(graph.sub(values, graph.const(1)), values));
}

/** The op takes images only: features are images of one pixel. */
function asImages(layer: LayerInput<Config>, normalize: (layer: LayerInput<Config>) => LayerPass): LayerPass {
  const { graph, inputs, inputShapes } = layer;
  const channels = inputShapes[0]!.at(-1)!;
  const toImages = (x: Output) => graph.reshape(x, [-1, 1, 1, channels]);
  const fromImages = (x: Output) => graph.reshape(x, [-1, ...inputShapes[0]!]);
  const { output, backward } = normalize({ ...layer, inputs: [toImages(inputs[0]!)] });
  return {
    output: fromImages(output),
    backward(gradient) {
      const { inputs: by, weights = {} } = backward(toImages(gradient));
      return { inputs: by.map(fromImages), weights };
    },
  };
}
