import { GraphBuilder, initialWeights } from '@thaw/core';
import type { NativeLibrary } from '../native/library.js';
import { loadTensorflowBackend } from '../native/load.js';
import { createTensorflowEngine } from '../tensorflow/create-tensorflow-engine.js';

// A process of its own, whose environment makes TensorFlow log where it places operations: one step of a training whose
// convolution, dense layer and gradients a GPU would compute. Its argument is a NativeLibrary, as JSON.

const library = JSON.parse(process.argv[2]!) as NativeLibrary;
const { binding } = await loadTensorflowBackend(library);
const builder = new GraphBuilder('probe');
const images = builder.input('images', [8, 8, 3]);
const convolved = builder.add(
  'Conv2D',
  'conv',
  { filters: 8, kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: true, activation: 'relu' },
  images,
);
const pooled = builder.add('GlobalAveragePooling2D', 'pool', {}, convolved);
const graph = builder.build(
  builder.add('Dense', 'logits', { units: 2, useBias: true, activation: 'linear' }, pooled),
);
const trainer = await createTensorflowEngine({ binding, description: '' }).createTrainer({
  graph,
  preprocessing: { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] },
  inputs: ['images'],
  weights: initialWeights(graph, 1),
  trainable: ['conv', 'logits'],
  batchNorm: 'frozen',
  optimizer: { name: 'sgd', momentum: 0, nesterov: false },
  labelSmoothing: 0,
});
await trainer.step(
  { inputs: [new Uint8Array(8 * 8 * 3)], labels: Int32Array.of(1), size: 1 },
  { learningRate: 1e-3, seed: 1 },
);
await trainer.dispose();
