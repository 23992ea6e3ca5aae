import { backbones } from '@thaw/backbones';
import {
  addHead,
  findCut,
  selectLayers,
  type Backbone,
  type Engine,
  type LayerGraph,
  type Optimizer,
  type Selector,
  type Weights,
} from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.fixture.js';
import { openEngines } from './engines.fixture.js';
import { randomImages, realisticWeights } from '@thaw/execution/contract';
import { worstDifference } from './relative-error.fixture.js';

const classes = 4;
const batchSize = 4;
const labels = Int32Array.of(0, 3, 1, 2);
const sgd = { name: 'sgd', momentum: 0, nesterov: false } as const;
const adam = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-3 } as const;
/** Of three steps: small enough that the way does not hang on rounding. */
const rates = [1e-5, 5e-6, 1e-5];
/** Of the one that shows the gradients: so high that rounding of the weight itself does not count. */
const rate = 2 ** 12;
/**
 * Rounding carries a few activations across 0, and each such crossing moves the gradients below it by a thousandth; of
 * one block alone they agree to rounding.
 */
const phases = [
  { selector: { last: 1 }, batchNorm: 'frozen', tolerance: 2e-5 },
  { selector: 'all', batchNorm: 'frozen', tolerance: 5e-2 },
  { selector: 'all', batchNorm: 'train', tolerance: 5e-2 },
] as const;
const firstRunMs = 900_000;
/**
 * Every kind of layer is held against its definition by the contract of engines; these are held against each other whole,
 * and `tools/campaigns/networks.mjs` does so with all networks.
 */
const usual = ['xception', 'mobilenetv2'];
const asked = process.env['THAW_NETWORKS']?.split(',') ?? usual;
const networks = Object.values<Backbone>(backbones).filter(({ name }) => asked.includes(name));

let portable: Engine;
let tensorflow: Engine;

beforeAll(async () => {
  ({ portable, tensorflow } = await openEngines());
}, firstRunMs);

describe.each(networks)('on $name the engines agree', (backbone) => {
  const [{ preprocessing }] = backbone.weights;
  const size = Math.max(backbone.minimumImageSize, 64);
  const head = { pool: 'avg', hidden: [], dropout: 0 } as const;
  const graph = addHead(withoutDropout(backbone.build(size)), head, classes);
  const images = randomImages(batchSize, size, 6);
  const hasNormalizations = graph.layers.some(({ kind }) => kind === 'BatchNormalization');
  let weights: Weights;
  beforeAll(async () => {
    const network = { graph, preprocessing };
    const uncalibrated = { network, weights: realisticWeights(graph, 5), images };
    weights = hasNormalizations
      ? await calibrate(portable, { ...uncalibrated, labels: { shape: [batchSize], data: labels } })
      : uncalibrated.weights;
  });

  const extract = async (engine: Engine, outputs: readonly string[]): Promise<Weights> => {
    const extractor = await engine.createExtractor({ graph, preprocessing, weights, outputs });
    const arrays = await extractor.extract(images.data, batchSize);
    await extractor.dispose();
    return new Map(outputs.map((output, index) => [output, { shape: [], data: arrays[index]! }]));
  };

  it('on the features at the cuts of several freeze schedules', async () => {
    const selectors: readonly Selector[] = ['none', { last: 1 }, { last: 2 }];
    // In one pass, as a sweep does it.
    const outputs = [...new Set(selectors.flatMap((selector) => cutBelow(graph, selector)))];
    const expected = await extract(portable, outputs);
    const { error } = worstDifference(await extract(tensorflow, outputs), expected, 'norm');
    expect(error, outputs.join()).toBeLessThan(1e-4);
  });

  it.each(phases.filter(({ batchNorm }) => batchNorm === 'frozen' || hasNormalizations))(
    'on gradients and steps of $selector, normalisations $batchNorm',
    async (phase) => {
      const trainable = [...new Set([...selectLayers(graph, phase.selector), 'head_logits'])];
      const inputs = cutBelow(graph, phase.selector);
      const cut = await extract(
        portable,
        inputs.filter((name) => name !== graph.layers[0]!.name),
      );
      const rows = inputs.map((name) => cut.get(name)?.data ?? images.data);
      const train = async (engine: Engine, optimizer: Optimizer, learningRates: readonly number[]) => {
        const trainer = await engine.createTrainer({
          ...{ graph, preprocessing, weights, inputs, trainable, optimizer },
          ...{ batchNorm: phase.batchNorm, labelSmoothing: 0.1, classWeights: [0.5, 1, 2, 1.5] },
        });
        const losses = [];
        for (const learningRate of learningRates) {
          const batch = { inputs: rows, labels, size: batchSize };
          losses.push((await trainer.step(batch, { learningRate, seed: 0 })).loss);
        }
        const { weights: trained } = await trainer.exportState();
        await trainer.dispose();
        return { losses, trained };
      };

      const [actual, expected] = [await train(tensorflow, adam, rates), await train(portable, adam, rates)];
      expected.losses.forEach((loss, step) => {
        expect(Math.abs(actual.losses[step]! / loss - 1), `loss of step ${step + 1}`).toBeLessThan(
          phase.tolerance,
        );
      });
      /** All in one array, since a gradient that is zero but for rounding (a shift before a normalisation) is no measure. */
      const gradient = async (engine: Engine): Promise<Weights> => {
        const { trained } = await train(engine, sgd, [rate]);
        const moved = [...trained].filter(([path]) => !path.includes('/moving_'));
        const all = new Float32Array(moved.reduce((size, [, { data }]) => size + data.length, 0));
        let end = 0;
        for (const [path, { data }] of moved) {
          const before = weights.get(path)!.data;
          data.forEach((value, index) => (all[end + index] = (before[index]! - value) / rate));
          end += data.length;
        }
        return new Map([['gradient', { shape: [all.length], data: all }]]);
      };
      const { error } = worstDifference(await gradient(tensorflow), await gradient(portable), 'norm');
      expect(error, 'gradient').toBeLessThan(phase.tolerance);
    },
  );
});

/** Engines draw each their own. */
const withoutDropout = (graph: LayerGraph): LayerGraph => ({
  ...graph,
  layers: graph.layers.map((layer) =>
    layer.kind === 'Dropout' ? { ...layer, config: { ...layer.config, rate: 0 } } : layer,
  ),
});

const cutBelow = (graph: LayerGraph, selector: Selector): readonly string[] =>
  findCut(graph, new Set([...selectLayers(graph, selector), 'head_logits'])).outputs;
