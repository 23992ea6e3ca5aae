import { describe, expect, it } from 'vitest';
import { base, extract, fineTune } from '../plan/small-run.fixture.js';
import type { RunConfig } from '../spec/run-config.js';
import { questionsOf } from './questions.js';

const idsOf = (...configs: readonly RunConfig[]) => questionsOf('precision', configs).map(({ id }) => id);

describe('what is left to measuring', () => {
  it('is one question a network, as runs through it share what is computed', () => {
    const small: RunConfig = { ...base, backbone: { ...base.backbone, name: 'small' } };
    expect(questionsOf('precision', [base, small, { ...base, seed: 7 }])).toMatchObject([
      { setting: 'precision', network: { name: 'tiny', imageSize: 32 } },
      { setting: 'precision', network: { name: 'small', imageSize: 32 } },
    ]);
  });

  it('stays the same question, whatever values are swept, how long phases are and what precision came of it', () => {
    const others: readonly RunConfig[] = [
      { ...base, head: { ...base.head, dropout: 0.5, hidden: [64] } },
      { ...base, seed: 9, loss: { labelSmoothing: 0.1 }, precision: 'bfloat16' },
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
