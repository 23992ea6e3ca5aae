import type { Engine, LayerGraph, Weights } from '@thaw/core';
import type { ParityCase } from './training-cases.fixture.js';

/**
 * The case's weights with the moving statistics that its images have, as after training: logits and gradients are then
 * of the size that a real run sees. A step at rate 0 with momentum 0 puts the batch's statistics in their place.
 */
export async function calibrate(
  engine: Engine,
  trainingCase: Pick<ParityCase, 'network' | 'weights' | 'images' | 'labels'>,
): Promise<Weights> {
  const { network, weights, images, labels } = trainingCase;
  const layers = network.graph.layers.map((layer) =>
    layer.kind === 'BatchNormalization' ? { ...layer, config: { ...layer.config, momentum: 0 } } : layer,
  );
  const graph: LayerGraph = { ...network.graph, layers };
  const trainer = await engine.createTrainer({
    graph,
    preprocessing: network.preprocessing,
    inputs: [graph.layers[0]!.name],
    weights,
    trainable: layers.filter(({ kind }) => kind === 'BatchNormalization').map(({ name }) => name),
    batchNorm: 'train',
    optimizer: { name: 'sgd', momentum: 0, nesterov: false },
    labelSmoothing: 0,
  });
  const batch = { inputs: [images.data], labels: labels.data, size: labels.data.length };
  await trainer.step(batch, { learningRate: 0, seed: 0 });
  const { weights: measured } = await trainer.exportState();
  await trainer.dispose();
  return new Map([...weights, ...measured]);
}
