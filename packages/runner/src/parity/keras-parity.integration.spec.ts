import { backbones } from '@thaw/backbones';
import type { Backbone } from '@thaw/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.fixture.js';
import { engineNames, openEngines } from './engines.fixture.js';
import { runKeras, type FeaturesCase, type KerasResults } from './keras.fixture.js';
import { randomImages, realisticWeights } from './random-inputs.fixture.js';
import { worstDifference } from './relative-error.fixture.js';
import { trainWithUs } from './train-with-us.fixture.js';
import { trainingCases, type ParityCase } from './training-cases.fixture.js';

/** The least that each takes, or nearly, and one more; both odd and even sizes, so that both sides of padding count. */
const imageSizes: Record<keyof typeof backbones, readonly [number, number]> = {
  vgg16: [64, 75],
  vgg19: [64, 75],
  resnet50: [64, 75],
  xception: [71, 96],
  mobilenetv2: [64, 75],
  'efficientnet-lite0': [64, 75],
};

const featureCases = Object.values<Backbone>(backbones).flatMap((backbone) => {
  const sizes = imageSizes[backbone.name as keyof typeof backbones];
  const weights = realisticWeights(backbone.build(sizes[0]), 1);
  return sizes.map((size): FeaturesCase => {
    const graph = backbone.build(size);
    // Keras Applications has no EfficientNet-Lite0, so Keras builds it from our description.
    const application = backbone.name === 'efficientnet-lite0' ? {} : { application: backbone.title };
    return {
      name: `${backbone.title} at ${size} px`,
      network: { ...application, graph, preprocessing: backbone.weights[0].preprocessing },
      weights,
      images: randomImages(2, size, 2),
    };
  });
});

const firstRunMs = 900_000;
let engines: Awaited<ReturnType<typeof openEngines>>;
let calibrated: readonly ParityCase[];
let keras: KerasResults;

beforeAll(async () => {
  engines = await openEngines();
  calibrated = await Promise.all(
    trainingCases.map(async (one) => ({ ...one, weights: await calibrate(engines.portable, one) })),
  );
  keras = await runKeras(featureCases, calibrated);
}, firstRunMs);

describe.each(engineNames)(
  'features of the %s engine equal those of Keras on the same weights',
  (engineName) => {
    it.each(featureCases)('$name: every layer', async ({ name, network, weights, images }) => {
      const { graph, preprocessing } = network;
      const expected = keras.features.get(name)!;
      const layers = graph.layers.slice(1).map((layer) => layer.name);
      expect(layers.toSorted()).toEqual([...expected.keys()].toSorted());

      const extract = async (outputs: readonly string[]) => {
        const extractor = await engines[engineName].createExtractor({
          graph,
          preprocessing,
          weights,
          outputs,
        });
        const arrays = await extractor.extract(images.data, images.shape[0]!);
        await extractor.dispose();
        return new Map(outputs.map((output, index) => [output, { shape: [], data: arrays[index]! }]));
      };
      expect(worstDifference(await extract(layers), expected, 'maximum').error).toBeLessThan(1e-4);
      // Alone, the output comes from a graph whose normalisations are folded away.
      expect(worstDifference(await extract([graph.output]), expected, 'maximum').error).toBeLessThan(1e-4);
    });
  },
);

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
        expect(worstDifference(gradients, phase.gradients, 'norm').error, 'first gradient').toBeLessThan(
          5e-3,
        );
        losses.forEach((loss, step) => {
          const apart = Math.abs(loss - phase.losses[step]!) / phase.losses[step]!;
          expect(apart, `loss of step ${step + 1} of phase ${index + 1}`).toBeLessThan(
            trainingCase.tolerance,
          );
        });
        expect(worstDifference(weights, phase.weights, 'norm').error, 'weights').toBeLessThan(1e-3);
      }
    });
  },
);
