import type { NumericArray, Weights } from '@thaw/core';
import { readFileSync, writeFileSync } from 'node:fs';
import { digests } from './digest.fixture.js';
import type { KerasFeatures, KerasPhaseResult, KerasResults } from './keras.fixture.js';

/** What Keras came to, as digests; written by `npm run parity`. */
const file = new URL('keras-references.json', import.meta.url);

type Arrays = Readonly<Record<string, readonly number[]>>;
interface Phase {
  readonly losses: readonly number[];
  readonly gradients: Arrays;
  readonly weights: Arrays;
}
interface Features {
  readonly outputs: Arrays;
  readonly gradients: Arrays;
}
interface References {
  readonly features: Readonly<Record<string, Features>>;
  readonly training: Readonly<Record<string, readonly Phase[]>>;
}

const read = (): References => JSON.parse(readFileSync(file, 'utf8')) as References;

export function readReferences(): KerasResults {
  const { features, training } = read();
  const arrays = (from: Arrays): Weights =>
    new Map(
      Object.entries(from).map(([path, data]): [string, NumericArray] => [
        path,
        { shape: [data.length], data: Float32Array.from(data) },
      ]),
    );
  const phase = ({ losses, gradients, weights }: Phase): KerasPhaseResult => ({
    losses,
    gradients: arrays(gradients),
    weights: arrays(weights),
  });
  return {
    features: new Map(
      Object.entries(features).map(([name, { outputs, gradients }]) => [
        name,
        { outputs: arrays(outputs), gradients: arrays(gradients) },
      ]),
    ),
    training: new Map(Object.entries(training).map(([name, phases]) => [name, phases.map(phase)])),
  };
}

/** Puts what Keras came to in place of what is written down under the same names. */
export function writeReferences({ features, training }: KerasResults): void {
  const written = read();
  const arrays = (from: Weights, of: keyof KerasResults): Arrays =>
    Object.fromEntries(
      [...digests(from, of)].map(([path, { data }]) => [
        path,
        Array.from(data, (value) => Number(value.toPrecision(7))),
      ]),
    );
  const phase = ({ losses, gradients, weights }: KerasPhaseResult): Phase => ({
    losses,
    gradients: arrays(gradients, 'training'),
    weights: arrays(weights, 'training'),
  });
  const ofFeatures = ({ outputs, gradients }: KerasFeatures): Features => ({
    outputs: arrays(outputs, 'features'),
    gradients: arrays(gradients, 'features'),
  });
  const references: References = {
    features: {
      ...written.features,
      ...Object.fromEntries([...features].map(([name, one]) => [name, ofFeatures(one)])),
    },
    training: {
      ...written.training,
      ...Object.fromEntries([...training].map(([name, phases]) => [name, phases.map(phase)])),
    },
  };
  writeFileSync(file, `${JSON.stringify(references)}\n`);
}
