import type { NumericArray, Weights } from '@thaw/core';
import { readFileSync, writeFileSync } from 'node:fs';
import { digests } from './digest.fixture.js';
import type { KerasPhaseResult, KerasResults } from './keras.fixture.js';

/** What Keras came to, as digests; written by tools/campaigns/keras.mjs. */
const file = new URL('keras-references.json', import.meta.url);

type Arrays = Readonly<Record<string, readonly number[]>>;
interface Phase {
  readonly losses: readonly number[];
  readonly gradients: Arrays;
  readonly weights: Arrays;
}
interface References {
  readonly features: Readonly<Record<string, Arrays>>;
  readonly training: Readonly<Record<string, readonly Phase[]>>;
}

export function readReferences(): KerasResults {
  const { features, training } = JSON.parse(readFileSync(file, 'utf8')) as References;
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
    features: new Map(Object.entries(features).map(([name, layers]) => [name, arrays(layers)])),
    training: new Map(Object.entries(training).map(([name, phases]) => [name, phases.map(phase)])),
  };
}

export function writeReferences({ features, training }: KerasResults, featureCases: readonly string[]): void {
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
  const references: References = {
    features: Object.fromEntries(featureCases.map((name) => [name, arrays(features.get(name)!, 'features')])),
    training: Object.fromEntries([...training].map(([name, phases]) => [name, phases.map(phase)])),
  };
  writeFileSync(file, `${JSON.stringify(references)}\n`);
}
