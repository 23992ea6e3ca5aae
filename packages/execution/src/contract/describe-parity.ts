import { blocksOf, findCut, type Backbone, type Engine, type LayerGraph, type TestRunner } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import { ok } from 'node:assert';
import { cacheFolder } from '../environment/folders.js';
import { randomImages, realisticWeights } from './random-inputs.js';

const images = 2;
/** Of the largest number, as networks are held to Keras and timm. */
const tolerance = 1e-4;

/**
 * Whether a network is computed alike by both engines, which share no arithmetic: TensorFlow runs it as one graph, WebAssembly layer
 * after layer. On drawn weights, at two sizes of images, at the cuts that freeze schedules make and at its end. The first run on a
 * machine fetches TensorFlow.
 *
 *     import { describeParity } from '@thaw/execution/contract';
 *     import { describe, it } from 'vitest'; // with a timeout of minutes; or from 'node:test'
 *
 *     describeParity(backbone, { describe, it });
 */
export function describeParity(backbone: Backbone, { describe, it }: TestRunner): void {
  describe(`${backbone.title} is computed alike by both engines`, () => {
    for (const size of sizesOf(backbone)) {
      it(`at ${size} px`, async () => {
        const [native, portable] = await Promise.all([featuresBy('tensorflow'), featuresBy('wasm')]);
        for (const [name, expected] of portable) {
          const { apart, largest } = compare(native.get(name)!, expected);
          ok(apart <= tolerance * largest, `${name}: ${apart} apart, of ${largest} at most`);
        }
      });

      async function featuresBy(backend: 'tensorflow' | 'wasm'): Promise<ReadonlyMap<string, Float32Array>> {
        const folder = cacheFolder(process.env);
        const engine = await openEngine({ backend, device: 'cpu', cacheFolder: folder, onNotice() {} });
        return features(engine, backbone, size);
      }
    }
  });
}

/** The least, and one more step that is about as large as 64 px or larger. */
function sizesOf({ minimumImageSize: least, imageSizeStep: step = 1 }: Backbone): readonly number[] {
  return [least, least + step * Math.max(1, Math.ceil((64 - least) / step))];
}

async function features(engine: Engine, { build, weights: [record] }: Backbone, size: number) {
  const graph = build(size);
  const outputs = cuts(graph);
  const weights = realisticWeights(graph, 1);
  const { preprocessing } = record;
  const extractor = await engine.createExtractor({ graph, preprocessing, weights, outputs });
  const arrays = await extractor.extract(randomImages(images, size, 2).data, images);
  await extractor.dispose();
  return new Map(outputs.map((name, index) => [name, arrays[index] as Float32Array]));
}

/** What is stored where the last block trains and where the last half of them does, and the output. */
function cuts(graph: LayerGraph): readonly string[] {
  const blocks = blocksOf(graph);
  const stored = [1, Math.ceil(blocks.length / 2)].flatMap((count) => {
    const last = new Set(blocks.slice(-count));
    const trained = graph.layers.filter(({ block }) => block !== undefined && last.has(block));
    return findCut(graph, new Set(trained.map(({ name }) => name))).outputs;
  });
  const image = graph.layers[0]!.name;
  return [...new Set([...stored, graph.output])].filter((name) => name !== image);
}

/** What is no number is infinitely far from any. */
function compare(actual: Float32Array, expected: Float32Array) {
  let [apart, largest] = [actual.length === expected.length ? 0 : Infinity, 0];
  for (const [index, value] of expected.entries()) {
    const distance = Math.abs(actual[index]! - value);
    apart = Number.isNaN(distance) ? Infinity : Math.max(apart, distance);
    largest = Math.max(largest, Math.abs(value));
  }
  return { apart, largest };
}
