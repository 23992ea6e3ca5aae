import { GraphBuilder, type Classifier } from '@thaw/core';
import { expect, it } from 'vitest';
import { layerCases } from '../contract/layer-cases.fixture.js';
import { preprocessing, spreadWeights, trainableGraph } from '../contract/small-graphs.fixture.js';
import { encodeOnnx } from './encode-onnx.js';

const about = { precision: 'float32', description: '', producerVersion: '', metadata: {} } as const;

function classifierWith(change: ReadonlyMap<string, Float32Array>): Classifier {
  const graph = trainableGraph(layerCases.find(({ name }) => name === 'Conv2D same')!);
  const weights = new Map(spreadWeights(graph, 1));
  for (const [path, data] of change) weights.set(path, { ...weights.get(path)!, data });
  return { graph, preprocessing, weights };
}

it('is the same bytes for the same weights, and half of the weights in float16', () => {
  const classifier = classifierWith(new Map());
  const file = encodeOnnx(classifier, about);
  expect(Buffer.from(encodeOnnx(classifier, about)).equals(file)).toBe(true);

  const half = encodeOnnx(classifier, { ...about, precision: 'float16' });
  const numbers = [...classifier.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
  // Of the normalisation's four vectors of three numbers two are written; casts and types take some more.
  expect(file.length - half.length).toBeGreaterThan(2 * (numbers - 6) - 200);
});

it('is not made of weights that lack something', () => {
  const { weights, ...network } = classifierWith(new Map());
  const left = new Map([...weights].filter(([path]) => path !== 'logits/bias'));
  expect(() => encodeOnnx({ ...network, weights: left }, about)).toThrow('logits/bias');
});

it('is not written in float16 where weights are beyond it, and says all of them', () => {
  const beyond = new Map([
    ['layer/bias', Float32Array.of(0, 7e4, 0, 0)],
    ['logits/bias', Float32Array.of(0, -7e4, 0)],
  ]);
  expect(() => encodeOnnx(classifierWith(beyond), { ...about, precision: 'float16' })).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({
          code: 'THAW-EXPORT-PRECISION',
          message: 'the weight layer/bias cannot be written in float16',
          expected: 'numbers up to 65504',
          found: '70000',
        }),
        expect.objectContaining({ found: '-70000' }),
      ],
    }),
  );
});

it('is not written where one file cannot hold all weights', () => {
  const channels = 1024;
  const builder = new GraphBuilder('huge');
  const input = builder.input('images', [1, 1, channels]);
  const dense = { units: channels, useBias: false, activation: 'linear' } as const;
  const names = Array.from({ length: 512 }, (_, index) => `dense_${index}`);
  const output = names.reduce((below, name) => builder.add('Dense', name, dense, below), input);
  const graph = builder.build(output);
  // All the same 4 MiB.
  const kernel = { shape: [channels, channels], data: new Float32Array(channels ** 2) };
  const weights = new Map(names.map((name) => [`${name}/kernel`, kernel]));
  expect(() => encodeOnnx({ graph, preprocessing, weights }, about)).toThrow(
    'the weights of huge are too large for an ONNX file',
  );
});
