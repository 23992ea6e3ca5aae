import { backbones } from '@thaw/backbones';
import { weightsRecord, type NumericArray, type Weights } from '@thaw/core';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { provideWeights } from '@thaw/execution/weights';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightsFile } from '../backbone-packages/weights-file.fixture.js';
import { engineNames, openEngines } from './engines.fixture.js';
import { mixedNumbers } from './formula.fixture.js';
import { worstDifference } from './relative-error.fixture.js';

const backbone = backbones.vgg16;
const side = 32;
const graph = backbone.build(side);

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as unknown;
/** Written by tools/torch/write-references.py: what torchvision computes from the weights and the image below. */
const expected = Float32Array.from(json('torchvision-vgg16.json') as number[]);
const shapes = (
  json('../../../backbones/src/networks/torchvision-vgg.json') as Record<string, Record<string, number[]>>
)['vgg16']!;

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/** Under torchvision's names, in its order of axes. */
const tensors: Weights = new Map(
  Object.entries(shapes)
    .filter(([name]) => name.startsWith('features.'))
    .map(([name, shape], salt): [string, NumericArray] => {
      const scale = shape.length === 4 ? Math.sqrt(6 / sizeOf(shape.slice(1))) : 0.1;
      const numbers = mixedNumbers(sizeOf(shape), salt);
      return [name, { shape, data: Float32Array.from(numbers, (number) => scale * (2 * number - 1)) }];
    }),
);

/** The same as Keras has them: layers by their order, kernels of [rows, columns, in, out]. */
function inKeras(): Weights {
  const layers = graph.layers.filter(({ kind }) => kind === 'Conv2D').map(({ name }) => name);
  return new Map(
    [...tensors.values()].map(({ shape, data }, index): [string, NumericArray] => {
      const layer = layers[Math.floor(index / 2)]!;
      if (shape.length === 1) return [`${layer}/bias`, { shape, data }];
      const [filters, channels] = shape as [number, number];
      const kernel = new Float32Array(data.length);
      let from = 0;
      for (let filter = 0; filter < filters; filter++)
        for (let channel = 0; channel < channels; channel++)
          for (let position = 0; position < 9; position++)
            kernel[(position * channels + channel) * filters + filter] = data[from++]!;
      return [`${layer}/kernel`, { shape: [3, 3, channels, filters], data: kernel }];
    }),
  );
}

/** Fourteen million numbers are compared by what they hash to. */
const hashes = (weights: Weights) =>
  [...weights].map(([name, { shape, data }]) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return [name, shape, hash('sha256', bytes)];
  });

describe("weights under torchvision's names", () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-torchvision-'));
  const torch = join(folder, 'vgg16.safetensors');
  const keras = join(folder, 'vgg16.weights.h5');
  let weights: Weights;
  let engines: Awaited<ReturnType<typeof openEngines>>;

  const provide = (file: string) =>
    provideWeights({ backbone, config: { file }, seed: 0, cacheFolder: folder, kerasFolder: folder });

  beforeAll(async () => {
    writeFileSync(torch, encodeSafetensors(tensors));
    writeFileSync(keras, await weightsFile(graph, inKeras()));
    weights = await provide(torch);
    engines = await openEngines();
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are those that a file in Keras's layout holds", async () => {
    expect(hashes(await provide(keras))).toEqual(hashes(weights));
  });

  it.each(engineNames)('give the features that torchvision computes (%s)', async (name) => {
    const { preprocessing } = weightsRecord(backbone, { file: torch });
    const options = { graph, preprocessing, weights, outputs: [graph.output] };
    const extractor = await engines[name].createExtractor(options);
    const pixels = Uint8Array.from(mixedNumbers(side * side * 3, 1000), (number) => Math.floor(256 * number));
    const [data] = await extractor.extract(pixels, 1);
    await extractor.dispose();
    const named = (array: Float32Array): Weights => new Map([['features', { shape: [], data: array }]]);
    const { error } = worstDifference(named(data as Float32Array), named(expected), 'norm');
    expect(error).toBeLessThan(1e-5);
  });
});
