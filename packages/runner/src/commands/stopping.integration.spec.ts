import { DatasetFixture } from '@thaw/execution/fixtures';
import type { RunRecord } from '@thaw/tracker';
import { sharedMlflow } from '@thaw/tracker/fixtures';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startThaw } from './thaw-process.fixture.js';
import { thaw } from './thaw.fixture.js';

/** Runs that share a head and differ in how it goes on; those that wait are let on. */
const spec = `
name: stopped-and-let-on
seed: 1
data: { root: images, split: { validation: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases:
  - { name: head, epochs: 2 }
  - { name: on, epochs: 4 }
sweep:
  method: tpe
  runs: 9
  startup: 4
  objective: { metric: val_loss }
  stop: { method: successiveHalving, phase: on, factor: 2 }
  parameters:
    phases.on.optimizer.learningRate: { logUniform: [0.01, 10] }
`;

describe('a sweep by TPE that successive halving stops', () => {
  let dataset: DatasetFixture;
  let mlflow: string;
  let output: string;
  let runs: readonly RunRecord[];

  beforeAll(async () => {
    dataset = await DatasetFixture.ofTwoClasses(8);
    await writeFile(join(dataset.folder, 'stopped.yaml'), spec);
    mlflow = await sharedMlflow();
    const store = ['--store', join(dataset.folder, 'store')];
    const args = ['--spec', 'stopped.yaml', '--backend', 'wasm', '--tracking-uri', mlflow];
    const sweep = startThaw(['sweep', ...args, ...store], dataset.folder);
    const code = await sweep.exit;
    output = sweep.output();
    expect(code, output).toBe(0);
    runs = JSON.parse((await thaw(['runs', '--json', ...store])).stdout) as RunRecord[];
  }, 300_000);
  afterAll(() => dataset.remove());

  it('trains to their ends only those that do well, and lets some go on that were stopped', () => {
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['finished', 'stopped']));
    for (const { status, history } of runs)
      expect(history['val_loss']!.length === 6, status).toBe(status === 'finished');
    expect(output).toMatch(/run (\d): [^]*run \1 stopped[^]*run \1: [^]*run \1 finished/);
  });

  it('has those that were stopped as killed in MLflow, and the others as finished', async () => {
    const ask = async (path: string, init?: RequestInit) =>
      (await fetch(`${mlflow}/api/2.0/mlflow/${path}`, init)).json();
    const { experiment } = (await ask('experiments/get-by-name?experiment_name=stopped-and-let-on')) as {
      experiment: { experiment_id: string };
    };
    const { runs: shown } = (await ask('runs/search', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ experiment_ids: [experiment.experiment_id] }),
    })) as { runs: { info: { status: string }; data: { tags: { key: string; value: string }[] } }[] };
    const statusOf = new Map(
      shown.map(({ info, data }) => [data.tags.find(({ key }) => key === 'thaw.run')?.value, info.status]),
    );
    expect(runs.map(({ id }) => statusOf.get(id))).toEqual(
      runs.map(({ status }) => (status === 'stopped' ? 'KILLED' : 'FINISHED')),
    );
  });
});
