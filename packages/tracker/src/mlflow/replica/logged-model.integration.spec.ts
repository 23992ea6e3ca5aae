import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultyProxy, halfAnAnswer, refused, reset, type Fault } from './faulty-proxy.fixture.js';
import { testServer } from './mlflow-server.fixture.js';
import { startMs, sweepEvents } from '../../contract/sweep-events.js';
import { eventLine } from '../../journal/event-line.js';
import { createMlflowClient } from '../client.js';
import { mlflowHome } from '../mlflow-home.js';
import type { LoggedModel } from '../logged-models.js';
import { syncJournal } from '../../sync/sync-journal.js';

const server = testServer();

/** Larger than what any part of the way keeps in one piece. */
const weights = Buffer.alloc(5_000_000, 'weights');

const datasets = (['train', 'validation'] as const).map((context) => ({
  ...{ name: 'flowers', context, digest: `digest-${context}` },
  ...{ images: 70, classes: 3, stage: 'ab12', source: '/data/flowers' },
}));

interface Journal {
  readonly sweep: string;
  readonly file: string;
  /** Where the large file of the model lies. */
  readonly weightsFile: string;
}

/** A sweep of two runs, the first of which has a model. */
async function journalWithModel(sweep: string, change: Partial<TrackerEvent> = {}): Promise<Journal> {
  const store = await mkdtemp(join(tmpdir(), 'thaw-models-'));
  const weightsFile = join(store, 'weights.blob');
  await writeFile(weightsFile, weights);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const model: TrackerEvent = {
    ...{ type: 'model', timeMs: startMs + 90_000, sweep, run: 'run1', name: 'a/b: 50%', stage: 'ab12' },
    files: {
      MLmodel: { content: 'flavors: {}\n', encoding: 'utf8' },
      'saved_model/saved_model.pb': {
        file: { sha256, bytes: weights.length, path: '../weights.blob' },
      },
    },
    ...(change as object),
  };
  const file = join(store, 'journals', 'sweep.ndjson');
  await mkdir(join(store, 'journals'));
  const events = [...sweepEvents({ sweep, runs: 2, steps: 3 })].map((event) =>
    event.type === 'run-started' ? { ...event, datasets } : event,
  );
  await writeFile(file, [...events, model].map(eventLine).join(''));
  return { sweep, file, weightsFile };
}

const sync = ({ file }: Journal, home = server.home()) => syncJournal({ journalFile: file, home });

async function modelsOf({ sweep }: Journal): Promise<LoggedModel[]> {
  const client = server.client();
  const { experiment_id } = (await client.experimentByName(sweep))!;
  return client.loggedModels.search(experiment_id, `tags.\`thaw.sweep\` = '${sweep}'`);
}

/** As MLflow's Python reads it. */
const contentOf = (model: LoggedModel, path: string) =>
  server.client().getArtifact(model.info.artifact_uri, path);

async function expectWhole(journal: Journal): Promise<LoggedModel> {
  const models = await modelsOf(journal);
  expect(models.map(({ info }) => info.status)).toEqual(['LOGGED_MODEL_READY']);
  const [model] = models as [LoggedModel];
  expect(Buffer.from(await contentOf(model, 'saved_model/saved_model.pb')).equals(weights)).toBe(true);
  const outputs = await server.client().loggedModels.outputsOf(model.info.source_run_id!);
  expect(outputs).toEqual([model.info.model_id]);
  return model;
}

describe('the model of a run', () => {
  it('is a logged model of MLflow with its files, params and metrics, made once', async () => {
    const journal = await journalWithModel('model-once');
    expect(await sync(journal)).toMatchObject({ models: 1, notices: [] });
    expect(await sync(journal)).toMatchObject({ models: 0, notices: [] });

    const model = await expectWhole(journal);
    const { model_id, artifact_uri, source_run_id } = model.info;
    expect(model).toMatchObject({ info: { name: 'a-b- 50-' } });
    expect(Buffer.from(await contentOf(model, 'MLmodel')).toString()).toBe(
      `flavors: {}\nartifact_path: "${artifact_uri}"\nmodel_id: "${model_id}"\nrun_id: "${source_run_id}"\n`,
    );
    const { data } = model as unknown as { data: { params: unknown[]; metrics: unknown[] } };
    expect(data.params).toContainEqual({ key: 'backbone.name', value: 'xception' });
    expect(data.metrics).toContainEqual(
      expect.objectContaining({ key: 'final/loss', step: 3, value: 1 / 3 }),
    );
    // By the digests, MLflow's UI shows which images it was measured on.
    const measuredOn = (data.metrics as Record<string, unknown>[]).map((metric) => [
      ...[metric['key'], metric['dataset_name'], metric['dataset_digest']],
    ]);
    expect(measuredOn).toContainEqual(['final/loss', 'flowers', 'digest-train']);
    expect(measuredOn).toContainEqual(['final/val_accuracy', 'flowers', 'digest-validation']);
    const note = model.info.tags!.find(({ key }) => key === 'mlflow.note.content')!.value;
    expect(note).toMatch(/^Classifies images with xception\. From the run \[dropout=0]\(#\/experiments\//);
    // The model's points are the run's: it has gained none.
    expect(await server.client().metricHistory(source_run_id!, 'train/loss')).toHaveLength(3);
    expect(await server.client().metricHistory(source_run_id!, 'final/loss')).toHaveLength(1);
  });

  it('gives way to another model of the same run', async () => {
    const journal = await journalWithModel('model-again');
    await sync(journal);
    const [before] = await modelsOf(journal);
    const { file } = await journalWithModel('model-again', { timeMs: startMs + 99_000, files: {} } as never);
    expect(await sync({ ...journal, file })).toMatchObject({ models: 1 });
    const after = await modelsOf(journal);
    expect(after).toHaveLength(1);
    expect(after[0]!.info.model_id).not.toBe(before!.info.model_id);
  });

  it('stays deleted if a person deleted it', async () => {
    const journal = await journalWithModel('model-deleted');
    await sync(journal);
    await server.client().loggedModels.delete((await modelsOf(journal))[0]!);
    expect(await sync(journal)).toMatchObject({ models: 0, notices: [] });
    expect(await modelsOf(journal)).toEqual([]);
  });

  it('is not sent while its file is damaged or gone, and then is', async () => {
    const journal = await journalWithModel('model-lost');
    await writeFile(journal.weightsFile, weights.subarray(1));
    const { notices } = (await sync(journal))!;
    expect(notices).toEqual([expect.stringContaining('thaw export run1')]);
    expect(notices[0]).toContain('../weights.blob is missing or damaged');
    await rm(journal.weightsFile);
    expect(await sync(journal)).toMatchObject({ models: 0, notices: [notices[0]] });
    expect(await modelsOf(journal)).toEqual([]);
    await writeFile(journal.weightsFile, weights);
    expect(await sync(journal)).toMatchObject({ models: 1, notices: [] });
    await expectWhole(journal);
  });
});

describe('an upload that is disturbed', () => {
  let proxy: FaultyProxy;
  beforeAll(async () => {
    proxy = await FaultyProxy.listen(server.uri);
  });
  afterAll(() => proxy.close());
  const throughProxy = (retries = 2) => mlflowHome(createMlflowClient({ uri: proxy.uri, retries }));

  it.each<[string, Fault]>([
    ['503', refused(503, 'text/html', '<h1>Busy</h1>', { 'retry-after': '0' })],
    ['half an answer', halfAnAnswer],
    ['a connection that is reset', reset],
  ])('by %s to every second request ends with one whole model', async (name, fault) => {
    const journal = await journalWithModel(`disturbed by ${name}`);
    proxy.everySecond(fault, /logged-models|runs\/outputs|mlflow-artifacts/);
    // A create is not repeated when it may have been done; whoever syncs again finds it.
    await sync(journal, throughProxy()).catch(() => sync(journal, throughProxy()));
    proxy.heal();
    await expectWhole(journal);
  });

  it('by the death of the server is finished by the next sync', async () => {
    const journal = await journalWithModel('model-killed');
    let isDead = false;
    proxy.everySecond(async (response) => {
      if (!isDead) await server.kill();
      isDead = true;
      response.destroy();
    }, /mlflow-artifacts.*saved_model/);
    await expect(sync(journal, throughProxy(0))).rejects.toThrow();
    proxy.heal();
    await server.up();
    const [begun] = await modelsOf(journal);
    expect(begun!.info.status).toBe('LOGGED_MODEL_PENDING');
    expect(await sync(journal)).toMatchObject({ models: 1 });
    expect((await expectWhole(journal)).info.model_id).toBe(begun!.info.model_id);
  });

  it('by another sync of the same journal ends with one whole model', async () => {
    const journal = await journalWithModel('model-twice');
    await sync({ ...journal, file: (await journalWithModel('model-twice', { type: 'x' } as never)).file });
    await Promise.allSettled([sync(journal), sync(journal)]);
    await sync(journal);
    await expectWhole(journal);
  });
});
