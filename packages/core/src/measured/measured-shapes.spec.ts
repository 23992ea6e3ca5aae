import { describe, expect, it } from 'vitest';
import { planSweep } from '../plan/plan-sweep.js';
import { base, extract, facts, fineTune } from '../plan/small-run.fixture.js';
import { backbones } from '../spec/backbones.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import type { MeasuredValues } from './measured-settings.js';
import { secondsOfShapes, shapesToMeasure } from './measured-shapes.js';

const whole: RunConfig = { ...base, phases: [{ ...fineTune, trainable: 'all', epochs: 10 }] };

const shapesOf = (...configs: readonly RunConfig[]) => shapesWith({}, ...configs);

const shapesWith = (said: Partial<MeasuredValues>, ...configs: readonly RunConfig[]) =>
  shapesToMeasure(
    planSweep({
      runs: configs.map((config, index) => ({ id: `${index}`, name: '', parameters: {}, config })),
      backbones,
      datasetOf: () => facts,
      weightsOf: () => 'imagenet',
    }),
    { network: base.backbone, said },
    () => facts,
  );

describe('what is measured of a plan', () => {
  it('is what takes its time: the pass of the images where a head is trained, and training where layers thaw', () => {
    expect(shapesOf({ ...base, phases: [extract] })).toMatchObject([
      { shape: { kind: 'extraction', outputs: ['head_pool'], size: 32 }, steps: 100 / 32, codes: 1 },
    ]);
    // 80 images to train on, and 20 to validate with at a third of the work, in batches of 8.
    expect(shapesOf(whole)).toMatchObject([
      {
        shape: { kind: 'training', size: 8, inputs: ['input_layer'], batchNorm: 'frozen' },
        steps: expect.closeTo((10 * (80 + 20 / 3)) / 8),
        // Batches of 8, those to validate with too: of 4 images one is filled up.
        codes: expect.closeTo(1 + 1 / 3),
      },
    ]);
  });

  it('is one shape for runs that differ in numbers alone, with the steps of all', () => {
    const other: RunConfig = {
      ...whole,
      head: { ...base.head, dropout: 0.2 },
      phases: whole.phases.map((phase) => ({ ...phase, learningRate: 1e-6 })),
    };
    const dropped: RunConfig = { ...other, head: { ...base.head, dropout: 0.5 } };
    expect(shapesOf(other, dropped)).toHaveLength(1);
    expect(shapesOf(other, dropped)[0]!.steps).toBeCloseTo(2 * shapesOf(other)[0]!.steps);
  });

  it('is nothing of another network', () => {
    expect(shapesOf({ ...whole, backbone: { ...base.backbone, imageSize: 64 } })).toEqual([]);
  });

  it('is nothing that says something else than what is asked about', () => {
    const compiled: RunConfig = { ...whole, compile: 'always' };
    expect(shapesWith({ compile: 'off' }, whole, compiled)).toEqual(shapesOf(whole));
    expect(shapesWith({ precision: 'bfloat16' }, whole, compiled)).toEqual([]);
    expect(shapesOf(whole, compiled)).toMatchObject([
      { steps: 2 * shapesOf(whole)[0]!.steps, codes: expect.closeTo(4 / 3) },
    ]);
  });

  it('takes what its steps take, and the beginning of each shape once, or for each size of batch if it is compiled', () => {
    const wanted = shapesOf(whole);
    const steps = 0.1 * wanted[0]!.steps;
    const times = [{ setUpSeconds: 6, secondsPerStep: 0.1 }];
    expect(secondsOfShapes(wanted, times, { compile: 'off' })).toBeCloseTo(6 + steps);
    expect(secondsOfShapes(wanted, times, { compile: 'always' })).toBeCloseTo(8 + steps);
  });
});
