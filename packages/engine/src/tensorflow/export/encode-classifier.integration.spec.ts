import * as tf from '@tensorflow/tfjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { layerCases } from '../../contract/layer-cases.fixture.js';
import {
  imageShape,
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from '../../contract/small-graphs.fixture.js';
import { loadTensorflowBackend, loadTfjsBinding, type TensorflowBackend } from '../../native/load.js';
import { sharedLibrary } from '../../native/shared-library.fixture.js';
import type { TfjsBinding } from '../../native/tfjs-binding.js';
import { createTensorflowEngine } from '../create-tensorflow-engine.js';
import { encodeClassifier } from './encode-classifier.js';
import { encodeGraphModel, type GraphModel } from './encode-graph-model.js';

const size = 4;
const images = randomImages(size, 3);

// Both addons in one process, on one copy of the library.
let binding: TensorflowBackend['binding'];
let tfjs: TfjsBinding;
beforeAll(async () => {
  const library = await sharedLibrary();
  ({ binding } = await loadTensorflowBackend(library));
  tfjs = loadTfjsBinding(library);
});

/** What TensorFlow makes of the file, given nothing but images. */
async function probabilitiesOf(savedModel: Uint8Array): Promise<Float32Array> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-export-'));
  await writeFile(join(folder, 'saved_model.pb'), savedModel);
  const model = tfjs.loadSavedModel(folder, 'serve');
  const fed = tfjs.createTensor([size, ...imageShape], tfjs.TF_UINT8, images);
  const fetched = tfjs.runSavedModel(model, [fed], 'images/Placeholder:0', 'probabilities/Softmax:0');
  const probabilities = tfjs.tensorDataSync(fetched[0]!.id!) as Float32Array;
  for (const id of [fed, fetched[0]!.id!]) tfjs.deleteTensor(id);
  tfjs.deleteSavedModel(model);
  await rm(folder, { recursive: true });
  return probabilities;
}

/** What TensorFlow.js makes of the same graph. */
async function probabilitiesByTfjs({ weights, weightSpecs, ...graph }: GraphModel): Promise<Float32Array> {
  await tf.setBackend('cpu');
  const artifacts = { ...graph, weightSpecs: [...weightSpecs], weightData: Uint8Array.from(weights).buffer };
  const model = await tf.loadGraphModel({ load: () => Promise.resolve(artifacts as tf.io.ModelArtifacts) });
  const fed = tf.tensor4d(images, [size, ...imageShape], 'int32');
  const fetched = model.predict({ images: fed }) as tf.Tensor;
  const probabilities = (await fetched.data()) as Float32Array;
  tf.dispose([fed, fetched]);
  model.dispose();
  return probabilities;
}

describe.each(layerCases)('a classifier with $name', (layerCase) => {
  it('gives the probabilities of the trainer that trained it', async () => {
    const graph = trainableGraph(layerCase);
    const engine = createTensorflowEngine({ binding, description: '' });
    const weights = spreadWeights(graph, 1);
    const trainer = await engine.createTrainer({
      ...{ graph, preprocessing, inputs: ['images'], weights, labelSmoothing: 0, batchNorm: 'train' },
      trainable: graph.layers.map(({ name }) => name),
      optimizer: { name: 'sgd', momentum: 0, nesterov: false },
    });
    const batch = { inputs: [images], labels: Int32Array.of(1, 2, 0, 1), size };
    await trainer.step(batch, { learningRate: 1e-3, seed: 0 });
    const { weights: trained } = await trainer.exportState();
    const { probabilities: expected } = await trainer.evaluate(batch);
    await trainer.dispose();

    const options = { graph, preprocessing, weights: new Map([...weights, ...trained]) };
    const savedModel = encodeClassifier(options);
    for (const probabilities of [
      await probabilitiesOf(savedModel),
      await probabilitiesByTfjs(encodeGraphModel(options)),
    ]) {
      expect(probabilities).toHaveLength(expected.length);
      for (const [index, probability] of probabilities.entries())
        expect(Math.abs(probability - expected[index]!)).toBeLessThan(1e-5);
    }
    expect(Buffer.from(encodeClassifier(options)).equals(savedModel)).toBe(true);
  });
});

it('is not made of weights that lack something', () => {
  const graph = trainableGraph(layerCases[0]!);
  const weights = new Map([...spreadWeights(graph, 1)].filter(([path]) => path !== 'logits/bias'));
  expect(() => encodeClassifier({ graph, preprocessing, weights })).toThrow('logits/bias');
});
