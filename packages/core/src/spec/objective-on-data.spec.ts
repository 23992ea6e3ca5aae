import { expect, it } from 'vitest';
import { backbones } from './backbones.fixture.js';
import { loadSpec, withoutValidation } from './load-spec.js';

const text = `
name: flowers
data: { root: images, manifest: m.csv }
backbone: { name: tiny }
phases: [{ name: extract, epochs: 2 }]
sweep: { parameters: { head.dropout: [0, 0.5] } }
`;
const load = (...overrides: string[]) =>
  loadSpec(text, { file: 'flowers.yaml', backbones, overrides, resolvePath: (path) => path });

it('compares runs by what is measured in training where the data has no validation images', () => {
  const loaded = load();
  const ranked = withoutValidation(loaded);
  expect(loaded.objective).toEqual({ metric: 'val_accuracy', goal: 'maximize' });
  expect(ranked.objective).toEqual({ metric: 'accuracy', goal: 'maximize' });
  // It is the same spec.
  expect(ranked.sweepId).toBe(loaded.sweepId);
  expect(ranked.runs).toBe(loaded.runs);
});

it('keeps the objective that is written, whatever the data has', () => {
  const loaded = load('sweep.objective.metric=val_loss');
  expect(withoutValidation(loaded)).toEqual(loaded);
});
