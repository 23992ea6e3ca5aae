import { seededRandom, type RunConfig } from '@thaw/core';
import { splitDataset } from '@thaw/execution/data';
import type { EvaluationResult } from '@thaw/execution/stages';
import { encodeSafetensors } from '@thaw/backbones/safetensors';
import { FileStageStore } from '@thaw/execution/store';
import { openJournal } from '@thaw/tracker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepResult } from '../api/results.js';
import { nightsBest } from './nights-best.js';

const [dataset, features, train, evaluate] = ['d', 'f', 'a', 'e'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];
const classes = ['cat', 'dog'];
const random = seededRandom('answers');
const images = Array.from({ length: 120 }, (_, index) => ({
  path: `${index}.png`,
  label: index % 2,
  sha256: String(index).padStart(64, '0'),
}));
const split = { validation: 0.5, test: 0.25 };
const config = { data: { split }, seed: 7 } as RunConfig;

let folder: string;
let store: FileStageStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-nights-best-'));
  store = new FileStageStore({ folder, onDamage: () => {} });
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  await store.write({ kind: 'dataset', key: dataset }, 'index.json', json({ classes, images }));
});
afterAll(() => rm(folder, { recursive: true }));

/** A sweep of one run of which the store has what it says of a split, three quarters of it right. */
async function swept(sweep: string, on: 'test' | 'validation' | undefined, metric = 'val_accuracy') {
  const rows = on ? [...splitDataset({ classes, images }, split, config.seed)[on]] : [];
  const probabilities = Float32Array.from(
    rows.flatMap((row, index) => {
      const truth = index % 4 === 0 ? 0.1 + 0.2 * random() : 0.7 + 0.2 * random();
      return images[row]!.label === 0 ? [truth, 1 - truth] : [1 - truth, truth];
    }),
  );
  const key = evaluate.slice(sweep.length) + sweep;
  if (on) {
    const arrays = new Map([['probabilities', { shape: [rows.length, 2], data: probabilities }]]);
    const stage = { kind: 'evaluate', key } as const;
    await store.write(
      stage,
      'predictions.safetensors',
      encodeSafetensors(arrays, { images: JSON.stringify(rows) }),
    );
    const result: EvaluationResult = {
      ...{ on, images: rows.length, classes, metrics: {}, confusion: [], timeMs: 1 },
    };
    await store.write(stage, 'result.json', new TextEncoder().encode(JSON.stringify(result)));
  }
  const journals = join(folder, 'journals');
  const journal = await openJournal({ folder: journals, sweep });
  const objective = { metric, goal: 'maximize' } as const;
  const about = { timeMs: 1, sweep };
  await journal.record({
    ...{ type: 'sweep-started', ...about, name: sweep, experiment: sweep, runs: ['run1'] },
    ...{ objective, tags: {} },
  });
  const ofRun = { ...about, run: 'run1' };
  await journal.record({
    type: 'run-started',
    ...ofRun,
    name: 'one',
    params: {},
    tags: {},
    phases: ['head'],
  });
  for (const step of [1, 2])
    await journal.record({ type: 'metrics', ...ofRun, step, values: { phase: 1, accuracy: 0.75 } });
  const keys = { dataset, features, train, ...(on && { evaluate: key }) };
  const stages = Object.entries(keys).map(([kind, of]) => ({
    ...{ kind, key: of, status: 'computed' as const, seconds: 1 },
  }));
  await journal.record({ type: 'stages', ...ofRun, stages });
  await journal.record({ type: 'run-ended', ...ofRun, status: 'finished' });
  await journal.close();
  const best = {
    ...{ id: 'run1', name: 'one', parameters: { 'head.dropout': 0.5 }, config, index: 0, rank: 1 },
    ...{ status: 'finished' as const, metrics: { val_accuracy: 0.75, val_loss: 0.5, accuracy: 0.8 } },
  };
  const result: SweepResult = {
    sweep,
    name: sweep,
    status: 'finished',
    objective,
    swept: [],
    runs: [],
    groups: [],
    best,
  };
  const ask = () => nightsBest(result, { store, journals });
  return { key, ask, best: await ask() };
}

describe('the best run of a night', () => {
  it('is kept with its settings, its result and the error that its images leave', async () => {
    const { key, best } = await swept('valid', 'validation');
    expect(best).toEqual({
      ...{ run: 'run1', name: 'one', parameters: { 'head.dropout': '0.5' }, value: 0.75, stage: key },
      standardError: expect.closeTo(Math.sqrt((0.742 * 0.258) / 62), 3) as number,
    });
  });

  it('has the error of as many images as it is validated on where the store knows what it says of test images', async () => {
    const { best } = await swept('tested', 'test');
    // 30 test images stand for 60 of validation.
    expect(best?.standardError).toBeCloseTo(Math.sqrt((0.742 * 0.258) / 62), 2);
    const loss = await swept('loss', 'test', 'val_loss');
    expect(loss.best?.value).toBe(0.5);
    expect(loss.best?.standardError).toBeGreaterThan(0);
  });

  it('has none where its objective is of the images that it was trained on', async () => {
    const { best } = await swept('trained', 'validation', 'accuracy');
    expect(best).toMatchObject({ value: 0.8 });
    expect(best).not.toHaveProperty('standardError');
  });

  it('is what the training came to, as far as it is read, where nothing was evaluated', async () => {
    const { best } = await swept('unmeasured', undefined, 'accuracy');
    expect(best?.stage).toBe(`${train} [2]`);
  });

  it('stands without its error where the answers were lost', async () => {
    const { key, ask, best } = await swept('lost', 'validation');
    await store.remove({ kind: 'evaluate', key }, 'predictions.safetensors');
    const { standardError, ...rest } = best!;
    expect(standardError).toBeGreaterThan(0);
    expect(await ask()).toEqual(rest);
  });
});
