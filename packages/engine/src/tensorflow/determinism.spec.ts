import type { Optimizer, TrainerOptions } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { layerCases } from '../contract/layer-cases.fixture.js';
import { preprocessing, spreadWeights, trainableGraph } from '../contract/small-graphs.fixture.js';
import { compileExtraction } from './compile/compile-extraction.js';
import { compileTraining } from './compile/compile-training.js';
import { extractionStructure, separateTraining } from './compile/structure.js';
import type { Node } from './graph-def/node-list.js';

/**
 * What TensorFlow 2.21 refuses on a GPU where determinism is asked for (docs/engine.md says where that stands), and what
 * draws from a state. Of what is left in a graph, cuDNN's and its own kernels then sum in one order.
 */
const refused = new Set([
  ...['SoftmaxCrossEntropyWithLogits', 'SparseSoftmaxCrossEntropyWithLogits'],
  ...['AdjustContrastv2', 'CropAndResizeGradImage', 'CropAndResizeGradBoxes', 'ResizeNearestNeighborGrad'],
  ...['Bincount', 'DenseBincount', 'SparseTensorDenseMatMul', 'DebugNumericSummaryV2'],
  ...['Dilation2DBackpropInput', 'Dilation2DBackpropFilter', 'MaxPoolGradWithArgmax'],
  ...['FakeQuantWithMinMaxVarsGradient', 'FakeQuantWithMinMaxVarsPerChannelGradient'],
  ...['RandomUniform', 'RandomStandardNormal', 'TruncatedNormal', 'Multinomial', 'RandomShuffle'],
]);

/** `FusedBatchNormGradV3` is refused in inference mode only. */
const isRefused = ({ op, attributes }: Node) =>
  refused.has(op) || (op === 'FusedBatchNormGradV3' && attributes['is_training'] === false);

const optimizers: readonly Optimizer[] = [
  { name: 'sgd', momentum: 0.9, nesterov: true },
  { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
  { name: 'rmsprop', rho: 0.9, momentum: 0.9, epsilon: 1e-7 },
];

describe.each(layerCases)('A graph with $name', (layerCase) => {
  const graph = trainableGraph(layerCase);
  const weights = spreadWeights(graph, 1);

  it.each(['frozen', 'train'] as const)('trains by what is deterministic, normalisations %s', (batchNorm) => {
    for (const [index, optimizer] of optimizers.entries()) {
      const options: TrainerOptions = {
        ...{ graph, preprocessing, inputs: ['images'], weights, batchNorm, optimizer, labelSmoothing: 0.1 },
        trainable: graph.layers.map(({ name }) => name),
        ...(index === 0 && { memory: 'rematerialise' }),
      };
      const { nodes } = compileTraining(separateTraining(options).structure).graph;
      expect(nodes.filter(isRefused)).toEqual([]);
      // That is a whole step, with augmentation and a loss.
      const ops = new Set(nodes.map(({ op }) => op));
      expect(ops).toContain('ImageProjectiveTransformV3');
      expect(ops).toContain('LogSoftmax');
    }
  });

  it('extracts by it', () => {
    const outputs = [graph.layers.at(-1)!.name];
    const { nodes } = compileExtraction(
      extractionStructure({ graph, preprocessing, weights, outputs }),
    ).graph;
    expect(nodes.filter(isRefused)).toEqual([]);
  });
});
