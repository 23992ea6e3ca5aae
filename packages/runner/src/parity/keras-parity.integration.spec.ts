import { backbones } from '@thaw/backbones';
import { isPublished, type Backbone, type NumericArray } from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.fixture.js';
import { digests } from './digest.fixture.js';
import { engineNames, openEngines } from './engines.fixture.js';
import { readReferences, writeReferences } from './keras-references.fixture.js';
import { runKeras, type FeaturesCase, type KerasResults } from './keras.fixture.js';
import { randomImages, realisticWeights } from './random-inputs.fixture.js';
import { worstDifference } from './relative-error.fixture.js';
import { trainWithUs } from './train-with-us.fixture.js';
import { trainingCases, type ParityCase } from './training-cases.fixture.js';

/**
 * Keras itself computes in `tools/campaigns/keras.mjs`, which holds every number against ours and writes down the digests
 * that are held against ours here.
 */
const isLive = process.env['THAW_KERAS'] === 'live';
const comparable: typeof digests = isLive ? (arrays) => arrays : digests;

/**
 * The least that each takes, or nearly, and one more; both odd and even sizes, so that both sides of padding count. Odd
 * ones come to both on their way down, and are enough where Keras does not compute.
 */
const imageSizes: Readonly<Record<string, readonly [number, number]>> = {
  vgg16: [75, 64],
  vgg19: [75, 64],
  resnet50: [75, 64],
  xception: [71, 96],
  mobilenetv2: [75, 64],
  'efficientnet-lite0': [75, 64],
  'efficientnet-lite1': [75, 64],
  'efficientnet-lite2': [75, 64],
};

const casesOf = (sizes: 1 | 2) =>
  Object.values<Backbone>(backbones)
    .filter(isPublished)
    .flatMap((backbone) =>
      imageSizes[backbone.name]!.slice(0, sizes).map((size) => ({
        ...{ backbone, size, name: `${backbone.title} at ${size} px` },
      })),
    );
const featureCases = casesOf(isLive ? 2 : 1);

function featuresCase({ backbone, size, name }: (typeof featureCases)[number]): FeaturesCase {
  const graph = backbone.build(size);
  // Keras Applications has no EfficientNet-Lite, so Keras builds it from our description.
  const application = backbone.name.startsWith('efficientnet-lite') ? {} : { application: backbone.title };
  return {
    name,
    network: { ...application, graph, preprocessing: backbone.weights[0].preprocessing },
    weights: realisticWeights(graph, 1),
    images: randomImages(2, size, 2),
  };
}

const firstRunMs = 900_000;
let engines: Awaited<ReturnType<typeof openEngines>>;
let calibrated: readonly ParityCase[];
let keras: KerasResults;

beforeAll(async () => {
  engines = await openEngines();
  calibrated = await Promise.all(
    trainingCases.map(async (one) => ({ ...one, weights: await calibrate(engines.portable, one) })),
  );
  if (isLive) {
    keras = await runKeras(featureCases.map(featuresCase), calibrated);
    writeReferences(
      keras,
      casesOf(1).map(({ name }) => name),
    );
  } else keras = readReferences();
}, firstRunMs);

describe.each(featureCases)('features of $name equal those of Keras on the same weights', (featureCase) => {
  let inputs: FeaturesCase;
  beforeAll(() => {
    inputs = featuresCase(featureCase);
  });

  it.each(engineNames)('by the %s engine: every layer', async (engineName) => {
    const { network, weights, images } = inputs;
    const { graph, preprocessing } = network;
    const expected = keras.features.get(featureCase.name)!;
    const layers = graph.layers.slice(1).map((layer) => layer.name);
    expect(layers.toSorted()).toEqual([...expected.keys()].toSorted());

    const difference = async (outputs: readonly string[]) => {
      const extractor = await engines[engineName].createExtractor({ graph, preprocessing, weights, outputs });
      const arrays = await extractor.extract(images.data, images.shape[0]!);
      await extractor.dispose();
      const named = outputs.map((output, index): [string, NumericArray] => [
        output,
        { shape: [], data: arrays[index]! as Float32Array },
      ]);
      return worstDifference(comparable(new Map(named), 'features'), expected, isLive ? 'maximum' : 'norm')
        .error;
    };
    expect(await difference(layers)).toBeLessThan(1e-4);
    // Alone, the output comes from a graph whose normalisations are folded away.
    expect(await difference([graph.output])).toBeLessThan(1e-4);
  });
});

describe.each(engineNames)(
  'training by the %s engine equals that of Keras on the same weights and batches',
  (engineName) => {
    it.each(trainingCases)('$name', async ({ name }) => {
      const trainingCase = calibrated.find((one) => one.name === name)!;
      const expected = keras.training.get(name)!;
      const actual = await trainWithUs(engines[engineName], trainingCase);
      for (const [index, phase] of expected.entries()) {
        const { losses, gradients, weights } = actual[index]!;
        // Rounding may carry one of the 70,000 activations across 0, which moves one channel's gradient, and the whole
        // by a thousandth; without such a crossing they agree to 1e-5.
        expect(
          worstDifference(comparable(gradients, 'training'), phase.gradients, 'norm').error,
          'first gradient',
        ).toBeLessThan(5e-3);
        losses.forEach((loss, step) => {
          const apart = Math.abs(loss - phase.losses[step]!) / phase.losses[step]!;
          expect(apart, `loss of step ${step + 1} of phase ${index + 1}`).toBeLessThan(
            trainingCase.tolerance,
          );
        });
        expect(
          worstDifference(comparable(weights, 'training'), phase.weights, 'norm').error,
          'weights',
        ).toBeLessThan(1e-3);
      }
    });
  },
);
