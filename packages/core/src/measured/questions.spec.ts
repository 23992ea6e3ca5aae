import { describe, expect, it } from 'vitest';
import { base, extract, fineTune } from '../plan/small-run.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import type { MeasuredValues } from './measured-settings.js';
import { openSettings, questionsOf, saidOf } from './questions.js';

const ask = (said: Partial<MeasuredValues>, ...configs: readonly RunConfig[]) =>
  questionsOf(configs.map((config) => ({ config, said })));
const idsOf = (...configs: readonly RunConfig[]) => ask({ compile: 'off' }, ...configs).map(({ id }) => id);

describe('what is left to measuring', () => {
  it('is what a spec says auto of, and nothing that it says or leaves out', () => {
    const usual: MeasuredValues = { precision: 'tensorfloat32', compile: 'off' };
    expect(saidOf({}, usual)).toEqual(usual);
    expect(saidOf({ precision: 'auto' }, usual)).toEqual({ compile: 'off' });
    expect(saidOf({ precision: 'bfloat16', compile: 'auto' }, usual)).toEqual({ precision: 'bfloat16' });
    expect(openSettings(saidOf({ precision: 'auto', compile: 'auto' }, usual))).toEqual([
      'precision',
      'compile',
    ]);
  });

  it('is one question a network, as runs through it share what is computed', () => {
    const small: RunConfig = { ...base, backbone: { ...base.backbone, name: 'small' } };
    expect(ask({}, base, small, { ...base, seed: 7 })).toMatchObject([
      { said: {}, network: { name: 'tiny', imageSize: 32 } },
      { said: {}, network: { name: 'small', imageSize: 32 } },
    ]);
  });

  it('is another question for runs that share nothing, as they say otherwise themselves', () => {
    const said: readonly Partial<MeasuredValues>[] = [
      {},
      { precision: 'float32' },
      { precision: 'bfloat16' },
    ];
    const questions = questionsOf(said.map((each) => ({ config: base, said: each })));
    expect(questions.map((each) => each.said)).toEqual(said);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(3);
  });

  it('stays the same question, whatever values are swept, how long phases are and what came of it', () => {
    const others: readonly RunConfig[] = [
      { ...base, head: { ...base.head, dropout: 0.5, hidden: [64] } },
      { ...base, seed: 9, loss: { labelSmoothing: 0.1 }, precision: 'bfloat16' },
      { ...base, compile: 'always' },
      {
        ...base,
        phases: [
          { ...extract, epochs: 40 },
          { ...fineTune, learningRate: 1e-6 },
        ],
      },
    ];
    for (const other of others) expect(idsOf(base, other)).toEqual(idsOf(base));
  });

  it('is another question where other layers train, or batches are of another size', () => {
    const others: readonly RunConfig[] = [
      { ...base, batchSize: 64 },
      { ...base, phases: [extract, { ...fineTune, trainable: 'all' }] },
      { ...base, phases: [extract, { ...fineTune, batchNorm: 'train' }] },
      { ...base, memory: 'rematerialise' },
      { ...base, backbone: { ...base.backbone, imageSize: 64 } },
    ];
    expect(new Set([base, ...others].map((each) => idsOf(each)[0])).size).toBe(others.length + 1);
  });
});
