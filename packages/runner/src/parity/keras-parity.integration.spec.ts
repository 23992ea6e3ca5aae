import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.fixture.js';
import { digests } from './digest.fixture.js';
import { engineNames, openEngines } from './engines.fixture.js';
import { readReferences, writeReferences } from './keras-references.fixture.js';
import { Keras, type KerasResults } from './keras.fixture.js';
import { worstDifference } from './relative-error.fixture.js';
import { trainWithUs } from './train-with-us.fixture.js';
import { trainingCases, type ParityCase } from './training-cases.fixture.js';

/**
 * Keras itself computes in `npm run parity`, which holds every number against ours and writes down the digests that are
 * held against ours here.
 */
const isLive = process.env['THAW_KERAS'] === 'live';
const comparable: typeof digests = isLive ? (arrays) => arrays : digests;

const firstRunMs = 900_000;
let engines: Awaited<ReturnType<typeof openEngines>>;
let calibrated: readonly ParityCase[];
let keras: Pick<KerasResults, 'training'>;

beforeAll(async () => {
  engines = await openEngines();
  calibrated = await Promise.all(
    trainingCases.map(async (one) => ({ ...one, weights: await calibrate(engines.portable, one) })),
  );
  keras = isLive ? await askKeras() : readReferences();
}, firstRunMs);

async function askKeras(): Promise<KerasResults> {
  const process = await Keras.start();
  const results = await process.run({ training: calibrated });
  process.stop();
  writeReferences(results);
  return results;
}

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
