import { backbones } from '@thaw/backbones';
import {
  describeLayers,
  softmax,
  withClassifier,
  type Backbone,
  type Engine,
  type NumericArray,
  type Weights,
} from '@thaw/core';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { openEngine } from '@thaw/engine';
import { mixedNumbers } from './formula.fixture.js';

/** Written by tools/keras/write_classifiers.py: of two images every so many probabilities, and the most likely classes. */
interface Computed {
  readonly size: number;
  readonly every: number;
  readonly probabilities: readonly (readonly number[])[];
  readonly best: readonly (readonly number[])[];
}

const references = JSON.parse(
  readFileSync(new URL('keras-classifiers.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Computed>>;

const classifiers = ['predictions/kernel', 'conv_preds/kernel', 'logits/kernel'];

/** As `value` there. */
function kerasWeight(path: string, shape: readonly number[], salt: number): NumericArray {
  const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);
  const inputs = product(path.includes('depthwise') ? shape.slice(0, 2) : shape.slice(0, -1));
  const limit = Math.sqrt(3 / inputs) * (classifiers.includes(path) ? 10 : 1);
  const changed = (drawn: number) => {
    if (path.endsWith('moving_variance')) return 0.5 + drawn;
    if (path.endsWith('gamma')) return 0.75 + 0.5 * drawn;
    return shape.length === 1 ? 0.2 * drawn - 0.1 : limit * (2 * drawn - 1);
  };
  return { shape, data: Float32Array.from(mixedNumbers(product(shape), salt), changed) };
}

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ backend: 'wasm', device: 'cpu', cacheFolder: '', onNotice() {} });
});

it.each([backbones.mobilenet, backbones.mobilenetv2, backbones.mobilenetv3small])(
  'says of images what Keras says by $title with its classifier',
  async (backbone: Backbone) => {
    const { size, every, probabilities, best } = references[backbone.title]!;
    const network = withClassifier(backbone, 'imagenet')!;
    const graph = network.build(size);
    const shapes = [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
      weights.map(({ name, shape }): [string, readonly number[]] => [`${layer}/${name}`, shape]),
    );
    // The order of code units, as Python sorts.
    const sorted = shapes.toSorted(([one], [other]) => (one < other ? -1 : 1));
    const weights: Weights = new Map(
      sorted.map(([path, shape], salt) => [path, kerasWeight(path, shape, salt)]),
    );
    const [{ preprocessing }] = network.weights;
    const extractor = await engine.createExtractor({
      graph,
      preprocessing,
      weights,
      outputs: [graph.output],
    });
    const pixels = Uint8Array.from(mixedNumbers(2 * size * size * 3, 1000), (drawn) =>
      Math.floor(256 * drawn),
    );
    const [logits] = await extractor.extract(pixels, 2);
    await extractor.dispose();
    for (const [row, expected] of probabilities.entries()) {
      const ours = softmax((logits as Float32Array).subarray(1000 * row, 1000 * (row + 1))).probabilities;
      for (const [index, probability] of expected.entries())
        expect(Math.abs(ours[every * index]! / probability - 1)).toBeLessThan(1e-4);
      const places = [...ours.keys()].sort((a, b) => ours[b]! - ours[a]!).slice(0, 5);
      expect(places).toEqual(best[row]);
    }
  },
);
