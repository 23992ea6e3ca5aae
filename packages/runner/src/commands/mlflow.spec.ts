import { provisionMlflow, startMlflow, type MlflowServer, type RunRecord } from '@thaw/tracker';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../environment/folders.js';
import { thaw } from './thaw.fixture.js';

const quickstart = fileURLToPath(new URL('../../../../experiments/quickstart.yaml', import.meta.url));

interface MlflowRun {
  readonly info: { readonly run_id: string; readonly run_name: string; readonly status: string };
  readonly data: {
    readonly tags: readonly { readonly key: string; readonly value: string }[];
    readonly params: readonly { readonly key: string; readonly value: string }[];
  };
}

describe('experiments/quickstart.yaml against a real MLflow', () => {
  let folder: string;
  let server: MlflowServer;
  let records: RunRecord[];
  let runs: MlflowRun[];

  const get = async (path: string, query: Record<string, string> = {}) => {
    const response = await fetch(`${server.uri}/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`);
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  const readRuns = async () => {
    const { experiment } = await get('experiments/get-by-name', { experiment_name: 'emoji' });
    const response = await fetch(`${server.uri}/api/2.0/mlflow/runs/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ experiment_ids: [(experiment as { experiment_id: string }).experiment_id] }),
    });
    return ((await response.json()) as { runs: MlflowRun[] }).runs;
  };
  const tag = (run: MlflowRun, key: string) => run.data.tags.find((each) => each.key === key)?.value;
  const sweep = () => thaw(['sweep', '--spec', quickstart, '--store', folder, '--tracking-uri', server.uri]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-mlflow-'));
    const python = await provisionMlflow({ cacheFolder: cacheFolder(process.env) });
    server = await startMlflow({ python, folder: join(folder, 'mlflow') });
    const { code, stderr } = await sweep();
    expect(code, stderr).toBe(0);
    records = JSON.parse((await thaw(['runs', '--json', '--store', folder])).stdout) as RunRecord[];
    runs = await readRuns();
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows one parent run for the sweep and one child for each run, all finished', () => {
    const parents = runs.filter((run) => tag(run, 'mlflow.parentRunId') === undefined);
    const children = runs.filter((run) => tag(run, 'mlflow.parentRunId') === parents[0]?.info.run_id);
    expect(parents.map(({ info }) => info.run_name)).toEqual(['quickstart']);
    expect(children.map((run) => tag(run, 'thaw.run')).toSorted()).toEqual(
      records.map(({ id }) => id).toSorted(),
    );
    expect(runs.map(({ info }) => info.status)).toEqual(runs.map(() => 'FINISHED'));
  });

  it('holds every metric of every epoch as the journal does', async () => {
    expect(records).toHaveLength(4);
    for (const { id, history } of records) {
      const run = runs.find((each) => tag(each, 'thaw.run') === id)!;
      expect(history['val_accuracy']!.length).toBeGreaterThan(5);
      for (const [name, values] of Object.entries(history)) {
        const { metrics } = await get('metrics/get-history', { run_id: run.info.run_id, metric_key: name });
        const points = metrics as { step: number; value: number }[];
        expect(points.toSorted((a, b) => a.step - b.step).map(({ value }) => value)).toEqual(values);
      }
    }
  });

  it('holds every setting by the path that a spec gives it', () => {
    const run = runs.find((each) => tag(each, 'thaw.run') === records[0]!.id)!;
    const params = Object.fromEntries(run.data.params.map(({ key, value }) => [key, value]));
    expect(params).toMatchObject({
      'backbone.name': 'efficientnet-lite0',
      'phases.extract.optimizer.learningRate': String(
        records[0]!.params['phases.extract.optimizer.learningRate'],
      ),
    });
  });

  it('keeps spec, configuration and confusion matrix as artifacts', async () => {
    const list = async (run: MlflowRun) => {
      const { files } = await get('artifacts/list', { run_id: run.info.run_id });
      return (files as { path: string }[]).map(({ path }) => path);
    };
    const parent = runs.find((run) => tag(run, 'thaw.run') === undefined)!;
    expect(await list(parent)).toContain('spec.yaml');
    const child = runs.find((run) => tag(run, 'thaw.run') === records[0]!.id)!;
    expect(await list(child)).toEqual(
      expect.arrayContaining(['config.yaml', 'evaluation.json', 'confusion_matrix.csv']),
    );
  });

  it('is not changed by a second sweep, which computes nothing', async () => {
    const { code, stderr } = await sweep();
    expect(code).toBe(0);
    expect(stderr).toContain('nothing computed');
    expect((await readRuns()).map(({ info }) => info.run_id).toSorted()).toEqual(
      runs.map(({ info }) => info.run_id).toSorted(),
    );
  });
});
