import { rankRuns } from '@thaw/core';
import { type RunComparison, type RunRecord } from '@thaw/tracker';
import { sharedMlflow } from '@thaw/tracker/fixtures';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SweepEvent } from '../events/sweep-event.js';
import { named, short } from './mlflow-texts.fixture.js';
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

describe('experiments/quickstart.yaml against a real MLflow', () => {
  let folder: string;
  let mlflow: string;
  let records: RunRecord[];
  let runs: MlflowRun[];
  /** As the terminal has it. */
  let ranking: string;

  const get = async (path: string, query: Record<string, string> = {}) => {
    const response = await fetch(`${mlflow}/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`);
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await (await fetch(`${mlflow}/api/2.0/mlflow/${path}`, init)).json()) as object;
  };
  const experimentId = async () => {
    const { experiment } = await get('experiments/get-by-name', { experiment_name: 'emoji' });
    return (experiment as { experiment_id: string }).experiment_id;
  };
  const readRuns = async () => {
    const found = await post('runs/search', { experiment_ids: [await experimentId()] });
    return (found as { runs: MlflowRun[] }).runs;
  };
  const tag = (run: MlflowRun, key: string) => run.data.tags.find((each) => each.key === key)?.value;
  const sweep = (...args: readonly string[]) =>
    thaw(['sweep', '--spec', quickstart, '--store', folder, '--tracking-uri', mlflow, ...args]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thaw-mlflow-'));
    mlflow = await sharedMlflow();
    const { code, stdout, stderr } = await sweep();
    expect(code, stderr).toBe(0);
    ranking = stdout;
    records = JSON.parse((await thaw(['runs', '--json', '--store', folder])).stdout) as RunRecord[];
    runs = await readRuns();
  }, 300_000);
  afterAll(async () => {
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

  it('says the same of a run in every output: the numbers of the weights that it ends with', async () => {
    const early = records.filter(({ phases }) => phases.at(-1)!.chosen < phases.at(-1)!.last);
    expect(early).not.toEqual([]);
    const ranked = rankRuns(records, { metric: 'val_accuracy', goal: 'maximize' }, (record) => record);
    const order = ranked.map(({ run }) => run.id);
    const table = (await thaw(['runs', '--store', folder])).stdout;
    const page = join(folder, 'report.html');
    await thaw(['report', '--store', folder, '--out', page]);
    const report = await readFile(page, 'utf8');
    const events = (await sweep('--json')).stdout.trim().split('\n');
    const ended = events
      .map((line) => JSON.parse(line) as SweepEvent)
      .filter(({ type }) => type === 'run-ended');

    for (const { id, metrics, history, phases, ...record } of records) {
      const { chosen } = phases.at(-1)!;
      const numbers = ['val_loss', 'val_accuracy', 'val_macro_f1'].map((name) => [
        name,
        history[name]![chosen - 1],
      ]);
      expect(metrics).toMatchObject(Object.fromEntries(numbers));
      const shown = ['val_loss', 'val_accuracy'].map((name) => (metrics[name] as number).toFixed(4));
      const line = (text: string) => text.split('\n').find((each) => each.includes(id));
      for (const each of shown) {
        expect(line(ranking)).toContain(each);
        expect(line(table)).toContain(each);
        expect(new RegExp(`<tr data-run="${id}".*?</tr>`, 's').exec(report)![0]).toContain(each);
      }
      expect(ended).toContainEqual(
        expect.objectContaining({
          run: id,
          metrics: expect.objectContaining(Object.fromEntries(numbers)) as object,
        }),
      );
      const run = runOf({ id, ...record } as RunRecord);
      const there = Object.fromEntries(run.data.metrics.map(({ key, value }) => [key, value]));
      expect(there['objective']).toBe(metrics['val_accuracy']);
      for (const [name, value] of numbers) {
        expect(there[`final/${name}`]).toBe(value);
        expect(tag(run, 'mlflow.note.content')).toMatch(
          new RegExp(`final/${name}\` \\| ${short(value as number)} `),
        );
      }
    }
    expect(order.toSorted((a, b) => ranking.indexOf(a) - ranking.indexOf(b))).toEqual(order);
    const rows = [...report.matchAll(/<tr data-run="(\w+)"/g)].map(([, id]) => id);
    expect(rows).toEqual(order);
    const note = tag(parent(), 'mlflow.note.content')!;
    expect([...note.matchAll(/runs\/(\w+)\)/g)].map(([, id]) => id)).toEqual(
      ranked.map(({ run }) => runOf(run).info.run_id),
    );

    const [best, second] = ranked.map(({ run }) => run) as [RunRecord, RunRecord];
    const { stdout } = await thaw(['compare', best.id, second.id, '--json', '--store', folder]);
    const compared = (JSON.parse(stdout) as RunComparison).metrics;
    expect(compared.accuracy.a).toBeCloseTo(best.metrics['val_accuracy'] as number, 6);
    expect(compared.accuracy.b).toBeCloseTo(second.metrics['val_accuracy'] as number, 6);
    expect(compared.cross_entropy.a).toBeCloseTo(best.metrics['val_loss'] as number, 4);

    await thaw(['export', best.id, '--out', join(folder, 'model'), '--store', folder]);
    const card = await readFile(join(folder, 'model', 'README.md'), 'utf8');
    expect(card).toMatch(
      new RegExp(`\`val_accuracy\` \\| ${(best.metrics['val_accuracy'] as number).toFixed(4)} `),
    );
    const { models } = (await post('logged-models/search', { experiment_ids: [await experimentId()] })) as {
      models: { data: { metrics: { key: string; value: number }[] } }[];
    };
    const logged = Object.fromEntries(models[0]!.data.metrics.map(({ key, value }) => [key, value]));
    expect(logged).toMatchObject({
      'final/val_accuracy': best.metrics['val_accuracy'],
      'final/val_loss': best.metrics['val_loss'],
    });
    expect(Object.keys(logged).filter((key) => key.startsWith('val/'))).toEqual([]);
  });

  it('is not changed by a second sweep, which computes nothing', async () => {
    const { code, stderr } = await sweep();
    expect(code).toBe(0);
    expect(stderr).toContain('nothing computed');
    expect((await readRuns()).map(({ info }) => info.run_id).toSorted()).toEqual(
      runs.map(({ info }) => info.run_id).toSorted(),
    );
  });

  it('gets the tags of a second sweep, which says where the runs are when its spec names another experiment', async () => {
    const { code, stderr } = await sweep('--set', 'tracking={ experiment: flowers, tags: { team: a } }');
    expect(code).toBe(0);
    expect(stderr).toContain(`MLflow at ${mlflow}, experiment emoji, where they were first sent; `);
    const changed = await readRuns();
    expect(changed).toHaveLength(runs.length);
    for (const run of changed) expect([tag(run, 'team'), run.info.status]).toEqual(['a', 'FINISHED']);
    expect((await sweep()).stderr).toContain(`the runs are in MLflow at ${mlflow}, experiment emoji\n`);
    for (const run of await readRuns()) expect(tag(run, 'team')).toBeUndefined();
  });
});
