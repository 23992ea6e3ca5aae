import type { LayerGraph, Weights } from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { referenceActivations } from '../contract/reference-activations.fixture.js';
import { forward, toReference } from '../contract/reference-model.fixture.js';
import { layerCases } from '../contract/layer-cases.fixture.js';
import {
  classes,
  imageShape,
  preprocessed,
  preprocessing,
  randomImages,
  spreadWeights,
  trainableGraph,
} from '../contract/small-graphs.fixture.js';
import { encodeOnnx } from './encode-onnx.js';
import { withMetadata } from './model-proto.js';
import { runOnnx, type OnnxOutcome } from './onnxruntime.fixture.js';

const size = 5;
const images = randomImages(size, 3);

/** By plain double-precision code. */
function logitsOf(graph: LayerGraph, weights: Weights) {
  const values = forward(graph, new Map([['images', preprocessed(images)]]), toReference(weights));
  return values.get(graph.output)!;
}

/** With logits of up to 2: where one class has all of the probability, nothing else would show. */
const cases = layerCases.map((layerCase) => {
  const graph = trainableGraph(layerCase);
  const weights = new Map(spreadWeights(graph, 1));
  const largest = Math.max(...logitsOf(graph, weights).data.map(Math.abs));
  for (const path of ['logits/kernel', 'logits/bias']) {
    const { shape, data } = weights.get(path)!;
    weights.set(path, { shape, data: data.map((weight) => (weight * 2) / largest) });
  }
  const probabilities = [...referenceActivations.softmax(logitsOf(graph, weights)).data];
  return { name: layerCase.name, classifier: { graph, preprocessing, weights }, probabilities };
});

const largestDifference = (found: readonly number[], expected: readonly number[]) =>
  Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)));

describe.each([
  { precision: 'float32', tolerance: 1e-6 },
  { precision: 'float16', tolerance: 2e-3 },
] as const)('a classifier in $precision', ({ precision, tolerance }) => {
  let outcomes: readonly OnnxOutcome[];
  beforeAll(async () => {
    outcomes = await runOnnx(
      cases.map(({ classifier }) => ({
        file: encodeOnnx(classifier, { precision, description: '', producerVersion: '', metadata: {} }),
        ...{ images, shape: [size, ...imageShape], batches: [1, size] },
      })),
    );
  });

  it.each(cases.map(({ name }, index) => ({ name, index })))(
    'with $name passes the checker and gives the probabilities by definition, for one image and for many',
    ({ index }) => {
      const { probabilities: expected } = cases[index]!;
      const [one, many] = outcomes[index]!.probabilities.map((rows) => rows.flat());
      expect(many).toHaveLength(size * classes);
      expect(largestDifference(many!, expected)).toBeLessThan(tolerance);
      expect(largestDifference(one!, expected.slice(0, classes))).toBeLessThan(tolerance);
    },
  );

  it("is of ONNX's own operators, as they were in one version", () => {
    for (const { opset } of outcomes) expect(opset).toEqual([['', 17]]);
  });
});

it('says of itself what it was given, and what comes later', async () => {
  const metadata = { classes: '["a \\"b\\"","é"]', 'two words': '' };
  const { classifier } = cases[0]!;
  const about = { description: 'of **flowers**', producerVersion: '1.2.3', metadata };
  const file = withMetadata(encodeOnnx(classifier, { precision: 'float32', ...about }), { later: '{}' });
  const [outcome] = await runOnnx([{ file, images, shape: [size, ...imageShape], batches: [1] }]);
  expect(outcome).toMatchObject({
    ...{ metadata: { ...metadata, later: '{}' }, description: 'of **flowers**', producer: ['Thaw', '1.2.3'] },
  });
});
