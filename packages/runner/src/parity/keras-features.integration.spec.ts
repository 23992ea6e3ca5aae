import { type Engine, type NumericArray, type Weights } from '@thaw/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digests } from './digest.fixture.js';
import { engineNames, openEngines } from './engines.fixture.js';
import { classes, everything, sampled, type NetworkCase } from './feature-cases.fixture.js';
import { readReferences, writeReferences } from './keras-references.fixture.js';
import { Keras, type FeaturesCase, type KerasFeatures } from './keras.fixture.js';
import { writeRow, type Table } from './parity-table.fixture.js';
import { randomImages, realisticWeights } from '@thaw/execution/contract';
import { worstDifference } from './relative-error.fixture.js';
import { firstGradient } from './train-with-us.fixture.js';

/**
 * `npm run parity` has Keras compute all networks at two sizes, holds every number against ours, writes the table of
 * docs/backbones.md, and writes down digests for one network of each family that are held against ours here.
 */
const isLive = process.env['THAW_KERAS'] === 'live';
const comparable: typeof digests = isLive ? (arrays) => arrays : digests;
const size = isLive ? 'maximum' : 'norm';
const references = readReferences().features;

it('has a sample of all kinds of layers that networks are made of', () => {
  const kindsOf = (cases: readonly NetworkCase[]) =>
    new Set(cases.flatMap(({ graph }) => graph.layers.map(({ kind }) => kind)));
  expect(kindsOf(sampled)).toEqual(kindsOf(everything));
});

const firstRunMs = 900_000;
let engines: Awaited<ReturnType<typeof openEngines>>;
let keras: Keras | undefined;

beforeAll(async () => {
  engines = await openEngines();
  keras = isLive ? await Keras.start() : undefined;
}, firstRunMs);
afterAll(() => keras?.stop());

it.each(isLive ? everything : sampled)(
  'features and gradients of $name are those of Keras on the same weights',
  async (one) => {
    let outcome: Outcome;
    for (const seed of seedsFor(one)) {
      outcome = await compare(one, seed);
      expect(outcome.features).toBeLessThan(1e-4);
      if (outcome.gradients < 1e-3) break;
    }
    expect(outcome!.gradients).toBeLessThan(1e-3);
    if (keras) record(one, outcome!);
  },
  firstRunMs,
);

/**
 * What images are drawn by, in turn until the gradients agree. Rounding may carry an activation of the last block across 0
 * and so turn the gradient of its channel off or on, which moves those below by a hundredth; a gradient that is wrong is wrong
 * on all images. Those whose digests are held against ours ever after keep to the first.
 */
const seedsFor = ({ name }: NetworkCase) => (isLive && !isSampled(name) ? [2, 3, 4] : [2]);

const isSampled = (name: string) => sampled.some((one) => one.name === name);

/** What the campaign fills in: the largest differences from what Keras computes. */
const table: Table = {
  page: 'docs/backbones.md',
  heading: '## Equal to Keras',
  order: everything.map(({ name }) => name),
};

interface Outcome {
  readonly features: number;
  readonly gradients: number;
  readonly expected: KerasFeatures;
}

/** The largest differences, by both engines. */
async function compare(one: NetworkCase, seed: number): Promise<Outcome> {
  const inputs = await inputsOf(one, seed);
  const computed = await keras?.run({ features: [inputs] });
  const expected = (computed?.features ?? references).get(one.name)!;
  const worst = { features: 0, gradients: 0 };
  for (const engineName of engineNames) {
    const engine = engines[engineName];
    const features = await featuresBy(engine, one, inputs, one.outputs);
    // Alone, the output comes from a graph whose normalisations are folded away.
    const alone = await featuresBy(engine, one, inputs, [one.output]);
    for (const outputs of [features, alone])
      worst.features = Math.max(worst.features, difference(outputs, expected.outputs));
    const gradients = await gradientsBy(engine, one, inputs);
    worst.gradients = Math.max(worst.gradients, difference(gradients, expected.gradients));
  }
  return { ...worst, expected };
}

const difference = (ours: Weights, theirs: Weights) =>
  worstDifference(comparable(ours, 'features'), theirs, size).error;

/** The classifier's logits are of the size of 1, whatever size the features have: a softmax of larger ones has no gradient. */
async function inputsOf(one: NetworkCase, seed: number): Promise<FeaturesCase> {
  const { backbone, graph, gain, outputs, trainable, output, name } = one;
  const weights = realisticWeights(graph, 1, gain);
  const inputs: FeaturesCase = {
    ...{ name, weights, outputs, trainable, classes },
    network: {
      // Keras Applications has no EfficientNet-Lite, so Keras builds it from our description.
      ...(!backbone.name.startsWith('efficientnet-lite') && { application: backbone.title }),
      ...{ graph, preprocessing: backbone.weights[0].preprocessing },
    },
    images: randomImages(2, one.size, seed),
    labels: { shape: [2], data: Int32Array.of(0, 1) },
  };
  const features = (await featuresBy(engines.tensorflow, one, inputs, [output])).get(output)!.data;
  const largest = features.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 0);
  const { shape, data } = weights.get('head_logits/kernel')!;
  const scale = 2 ** -Math.ceil(Math.log2(largest));
  const kernel = { shape, data: Float32Array.from(data, (value) => value * scale) };
  return { ...inputs, weights: new Map([...weights, ['head_logits/kernel', kernel]]) };
}

async function featuresBy(
  engine: Engine,
  { graph }: NetworkCase,
  { network, weights, images }: FeaturesCase,
  outputs: readonly string[],
): Promise<Weights> {
  const { preprocessing } = network;
  const extractor = await engine.createExtractor({ graph, preprocessing, weights, outputs });
  const arrays = await extractor.extract(images.data, images.shape[0]!);
  await extractor.dispose();
  return new Map(
    outputs.map((output, index): [string, NumericArray] => [
      output,
      { shape: [], data: arrays[index] as Float32Array },
    ]),
  );
}

const gradientsBy = (engine: Engine, one: NetworkCase, { network, weights, images, labels }: FeaturesCase) =>
  firstGradient(
    engine,
    {
      ...{ graph: network.graph, preprocessing: network.preprocessing, weights, labelSmoothing: 0 },
      inputs: [network.graph.layers[0]!.name],
      trainable: one.trainable,
      batchNorm: 'frozen',
      optimizer: { name: 'sgd', momentum: 0, nesterov: false },
    },
    { inputs: [images.data], labels: labels.data, size: 2 },
  );

function record({ name }: NetworkCase, { expected, features, gradients }: Outcome): void {
  writeRow(table, name, [features.toExponential(1), gradients.toExponential(1)]);
  if (isSampled(name)) writeReferences({ features: new Map([[name, expected]]), training: new Map() });
}
