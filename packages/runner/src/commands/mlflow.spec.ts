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
    readonly metrics: readonly { readonly key: string; readonly value: number }[];
  };
  readonly inputs?: {
    readonly dataset_inputs: readonly {
      readonly tags: readonly { readonly value: string }[];
      readonly dataset: { readonly name: string; readonly digest: string; readonly profile: string };
    }[];
  };
}

/** As docs/tracking.md has it. */
const named = (name: string): string =>
  ({
    objective: 'objective',
    phase: 'schedule/phase',
    learning_rate: 'schedule/learning_rate',
    epoch_seconds: 'speed/epoch_seconds',
    images_per_second: 'speed/images_per_second',
  })[name] ?? (/^(val|test)_/.test(name) ? name.replace('_', '/') : `train/${name}`);

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

  const runOf = ({ id }: RunRecord) => runs.find((each) => tag(each, 'thaw.run') === id)!;
  const parent = () => runs.find((run) => tag(run, 'thaw.run') === undefined)!;
  const artifactsOf = async (run: MlflowRun, folder = '') => {
    const { files = [] } = await get('artifacts/list', { run_id: run.info.run_id, path: folder });
    return (files as { path: string; file_size: number }[]).map(({ path }) => path);
  };

  it('holds every metric of every epoch as the journal does', async () => {
    expect(records).toHaveLength(4);
    for (const { history, ...record } of records) {
      const run = runOf(record as RunRecord);
      expect(history['val_accuracy']!.length).toBeGreaterThan(5);
      for (const [name, values] of Object.entries(history)) {
        const key = named(name);
        const { metrics } = await get('metrics/get-history', { run_id: run.info.run_id, metric_key: key });
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

  it('marks the phases and how fast they were', () => {
    const metrics = Object.fromEntries(runOf(records[0]!).data.metrics.map(({ key, value }) => [key, value]));
    expect(metrics).toMatchObject({
      'schedule/phase': 1,
      'schedule/learning_rate': expect.any(Number) as number,
    });
    expect(metrics['speed/images_per_second']).toBeGreaterThan(0);
    expect(metrics['speed/epoch_seconds']).toBeGreaterThan(0);
    expect(tag(runOf(records[0]!), 'thaw.phases')).toMatch(/^extract 1–\d+$/);
  });

  it('says what the machine did for each run that computed', () => {
    const computed = records.filter(({ stages }) => stages.some(({ status }) => status === 'computed'));
    expect(computed.length).toBeGreaterThan(0);
    for (const record of computed) {
      const names = runOf(record).data.metrics.map(({ key }) => key);
      expect(names).toEqual(
        expect.arrayContaining([
          'system/cpu_utilization_percentage',
          'system/system_memory_usage_megabytes',
          'system/system_memory_usage_percentage',
        ]),
      );
    }
  });

  it('names the images of each split by their contents', () => {
    const inputs = records.map((record) => runOf(record).inputs!.dataset_inputs);
    for (const input of inputs) {
      expect(input.map(({ tags }) => tags[0]!.value).toSorted()).toEqual(['train', 'validation']);
      expect(input[0]!.dataset.name).toBe('emoji');
    }
    const digests = inputs.map((input) => input.map(({ dataset }) => dataset.digest).toSorted());
    expect(new Set(digests.flat()).size).toBe(2);
    const images = inputs[0]!.map(
      ({ dataset }) => (JSON.parse(dataset.profile) as { images: number }).images,
    );
    expect(images.reduce((sum, each) => sum + each, 0)).toBe(1026);
  });

  it('flags what differs, and says in the row of the sweep what its best run is', () => {
    const differs = tag(parent(), 'thaw.differs')!.split(', ');
    expect(differs.length).toBeGreaterThan(0);
    expect(tag(runOf(records[0]!), 'thaw.differs')).toBe(differs.join(', '));
    const [first] = differs;
    const best = records.find(({ id }) => id === tag(parent(), 'thaw.best.run'))!;
    expect(tag(parent(), `thaw.best.${first}`)).toBe(String(best.params[first!]));
    const metrics = Object.fromEntries(parent().data.metrics.map(({ key, value }) => [key, value]));
    expect(metrics['sweep/best_val_accuracy']).toBe(
      Math.max(...records.map(({ metrics: of }) => Number(of['objective']))),
    );
  });

  it('keeps what describes the sweep', async () => {
    expect(await artifactsOf(parent())).toEqual(
      expect.arrayContaining(['environment.json', 'plan.json', 'plan.txt', 'spec.yaml', 'tables']),
    );
    expect(await artifactsOf(parent(), 'tables')).toEqual(['tables/ranking.json']);
    expect(tag(parent(), 'mlflow.note.content')).toMatch(/\| all \| \d+ \| \d+\.\d \| \d+\.\d \|/);
  });

  it('keeps what a run has left, as files, tables and pictures', async () => {
    const run = runOf(records[0]!);
    expect(await artifactsOf(run)).toEqual(
      expect.arrayContaining(['config.yaml', 'evaluation.json', 'confusion_matrix.csv']),
    );
    expect(await artifactsOf(run, 'plots')).toEqual(
      ['confusion_matrix', 'learning_curves', 'worst_mistakes'].map((name) => `plots/${name}.svg`),
    );
    const tables = ['tables/confusion_matrix.json', 'tables/learning_curves.json'];
    expect((await artifactsOf(run, 'tables')).toSorted()).toEqual(tables);
    const logged = JSON.parse(tag(run, 'mlflow.loggedArtifacts')!) as { path: string; type: string }[];
    expect(logged.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
      tables.map((path) => ({ path, type: 'table' })),
    );
  });

  it('gives each run a colour of its own', () => {
    const colours = records.map((record) => tag(runOf(record), 'mlflow.runColor'));
    for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    expect(new Set(colours).size).toBe(records.length);
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
