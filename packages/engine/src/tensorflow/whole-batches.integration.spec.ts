import {
  addHead,
  GraphBuilder,
  imageChanges,
  initialWeights,
  type Engine,
  type TrainerOptions,
} from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../contract/expect-close.fixture.js';
import { preprocessing } from '../contract/small-graphs.fixture.js';
import { loadTensorflowBackend, type TensorflowBackend } from '../native/load.js';
import type { SessionBinding } from '../native/session-binding.js';
import { sharedLibrary } from '../native/shared-library.fixture.js';
import { createTensorflowEngine } from './create-tensorflow-engine.js';

const side = 6;
const pixels = side * side * 3;
const classes = 3;

const builder = new GraphBuilder('network');
const input = builder.input('images', [side, side, 3]);
const convolution = {
  filters: 4,
  kernelSize: [3, 3],
  strides: [1, 1],
  padding: 'same',
  useBias: false,
} as const;
const convolved = builder.add('Conv2D', 'conv', { ...convolution, activation: 'linear' }, input);
const normalized = builder.add('BatchNormalization', 'bn', { epsilon: 1e-3, momentum: 0.9 }, convolved);
const head = { pool: 'avg', hidden: [5], dropout: 0.4 } as const;
const graph = addHead(builder.build(normalized), head, classes);
const layers = graph.layers.map(({ name }) => name);
const weights = initialWeights(graph, 1, new Set(layers));

const options = (batchNorm: TrainerOptions['batchNorm']): TrainerOptions => ({
  ...{ graph, preprocessing, inputs: ['images'], weights, trainable: layers, batchNorm },
  optimizer: { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1 },
  ...{ labelSmoothing: 0.1, classWeights: [0.5, 2, 3] },
});

const imagesOf = (size: number) =>
  Uint8Array.from({ length: size * pixels }, (_, index) => (index * index * 7919) % 251);
const augment = { flip: 'horizontal', rotate: 15, shift: 0, zoom: 0, brightness: 0.2, contrast: 0 } as const;
const changesOf = (size: number) =>
  Array.from({ length: size }, (_, image) => imageChanges(augment, side, { seed: 1, round: 0, image }));
const batchOf = (size: number) => ({
  inputs: [imagesOf(size)],
  labels: Int32Array.from({ length: size }, (_, index) => index % classes),
  ...{ size, changes: changesOf(size) },
});

/** Notes the sizes of the batches of images that sessions are given. */
function watched(binding: SessionBinding): { readonly binding: SessionBinding; readonly sizes: Set<number> } {
  const sizes = new Set<number>();
  const run: SessionBinding['run'] = (session, feeds, ...rest) => {
    for (const part of feeds) if (Array.isArray(part) && part[1] === side) sizes.add(part[0] as number);
    return binding.run(session, feeds, ...rest);
  };
  const own = {
    run,
    open: (...args: Parameters<SessionBinding['open']>) => binding.open(...args),
    close: (session: Parameters<SessionBinding['close']>[0]) => binding.close(session),
    pin: () => false,
  };
  return { binding: own as unknown as SessionBinding, sizes };
}

// A processor stands in for a GPU: the graph is the same.
describe('on a GPU', () => {
  let sizes: Set<number>;
  let filling: Engine;
  let plain: Engine;
  beforeAll(async () => {
    const { binding }: TensorflowBackend = await loadTensorflowBackend(await sharedLibrary());
    plain = createTensorflowEngine({ binding, description: '' });
    const seen = watched(binding);
    sizes = seen.sizes;
    const gpu = { name: '', freeBytes: 1e9, hasTensorFloat32: false };
    filling = createTensorflowEngine({ binding: seen.binding, description: '', gpu });
  });

  async function train(engine: Engine, batchNorm: TrainerOptions['batchNorm']) {
    const trainer = await engine.createTrainer(options(batchNorm));
    const results = [];
    for (const [seed, size] of [8, 8, 3, 1, 8].entries())
      results.push(await trainer.step(batchOf(size), { learningRate: 0.01, seed }));
    for (const size of [8, 5]) results.push(await trainer.evaluate(batchOf(size)));
    const { weights: trained } = await trainer.exportState();
    await trainer.dispose();
    return { results, trained };
  }

  it.each(['frozen', 'train'] as const)(
    'a training with its normalisations %s comes to the same, with smaller batches filled up',
    async (batchNorm) => {
      sizes.clear();
      const [filled, expected] = [await train(filling, batchNorm), await train(plain, batchNorm)];
      // Statistics of a batch are of its own images.
      expect([...sizes].sort()).toEqual(batchNorm === 'frozen' ? [8] : [1, 3, 8]);
      for (const [index, { loss, probabilities }] of expected.results.entries()) {
        const found = filled.results[index]!;
        expect(Math.abs(found.loss / loss - 1)).toBeLessThan(1e-5);
        expect(found.probabilities).toHaveLength(probabilities.length);
        expect(relativeError(found.probabilities, probabilities)).toBeLessThan(1e-5);
      }
      for (const [path, { data }] of expected.trained)
        expect(relativeError(filled.trained.get(path)!.data, data), path).toBeLessThan(1e-4);
    },
  );

  it('features are those of the images, with the last batch filled up', async () => {
    sizes.clear();
    const extracted = [];
    for (const engine of [filling, plain]) {
      const extractor = await engine.createExtractor({
        graph,
        preprocessing,
        weights,
        outputs: ['bn', 'head_pool'],
      });
      const rows = [];
      for (const size of [8, 3])
        rows.push(...(await extractor.extract(imagesOf(size), size, changesOf(size))));
      extracted.push(rows);
      await extractor.dispose();
    }
    expect([...sizes]).toEqual([8]);
    for (const [index, rows] of extracted[1]!.entries()) {
      expect(extracted[0]![index]).toHaveLength(rows.length);
      expect(relativeError(extracted[0]![index]!, rows)).toBeLessThan(1e-6);
    }
  });
});
