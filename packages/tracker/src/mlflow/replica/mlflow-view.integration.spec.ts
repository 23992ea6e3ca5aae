import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatasetInput, TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { ArtifactFolder } from '../../artifacts/artifact-folder.js';
import { journalOf } from '../../contract/journal-file.fixture.js';
import { sharedServer } from './mlflow-server.fixture.js';
import { startMs, sweepEvents } from '../../contract/sweep-events.js';
import { eventLine } from '../../journal/event-line.js';
import type { Run } from '../rest-types.js';
import { checkSync } from '../../sync/check-sync.js';
import { tagOf } from './choose-run.js';
import { syncJournal } from '../../sync/sync-journal.js';

const server = sharedServer();

const sync = (journalFile: string) => syncJournal({ journalFile, home: server.home() });
const differences = async (journalFile: string) =>
  (await checkSync({ journalFile, home: server.home() })).differences;

/** The sweep's own run, and those of its runs, by their ids in the journal. */
async function runsOf(sweep: string): Promise<Map<string, Run>> {
  const experiment = await server.client().experimentByName(sweep);
  const runs = await server
    .client()
    .searchRuns(experiment!.experiment_id, `tags.\`thaw.sweep\` = '${sweep}'`);
  return new Map(runs.map((run) => [tagOf(run, 'thaw.run') ?? '', run]));
}

const writeEvents = (file: string, events: readonly TrackerEvent[]) =>
  writeFile(file, events.map(eventLine).join(''));

const split = (context: DatasetInput['context'], images: number): DatasetInput => ({
  ...{ name: 'flowers', context, digest: `digest-${context}`, images, classes: 3 },
  ...{ stage: 'ab12', source: '/data/flowers' },
});

/** What a sweep of today records beside points: phases, datasets, samples of the machine, what was expected. */
const enriched = (sweep: string, runs = 2): TrackerEvent[] =>
  [...sweepEvents({ sweep, runs, steps: 3 })].flatMap((event): TrackerEvent[] => {
    if (event.type === 'sweep-started') return [{ ...event, differs: ['head.dropout'], expectedSeconds: 9 }];
    if (event.type === 'run-started') {
      const datasets = [split('train', 70), split('validation', 15)];
      const values = { cpu_utilization_percentage: 81.5, gpu_0_memory_usage_megabytes: 1200 };
      return [
        { ...event, phases: ['extract', 'fine-tune'] },
        { type: 'datasets', timeMs: event.timeMs + 1, sweep, run: event.run, datasets },
        { type: 'system-metrics', timeMs: event.timeMs + 10_000, sweep, run: event.run, values },
      ];
    }
    if (event.type === 'metrics')
      return [{ ...event, values: { ...event.values, phase: event.step < 3 ? 1 : 2, test_accuracy: 0.5 } }];
    if (event.type === 'stages')
      return [{ ...event, stages: event.stages.map((stage) => ({ ...stage, expectedSeconds: 2 })) }];
    return [event];
  });

describe('what MLflow shows of a sweep', () => {
  it('groups its charts, marks the phases and has system metrics apart', async () => {
    const file = await journalOf(enriched('charts'));
    await sync(file);
    const run = (await runsOf('charts')).get('run1')!;
    expect(run.data.metrics!.map(({ key }) => key).toSorted()).toEqual([
      ...['final/accuracy', 'final/loss', 'final/val_accuracy', 'final/val_loss'],
      ...['schedule/phase', 'system/cpu_utilization_percentage', 'system/gpu_0_memory_usage_megabytes'],
      ...['test/accuracy', 'train/accuracy', 'train/loss', 'val/accuracy', 'val/loss'],
    ]);
    const phases = await server.client().metricHistory(run.info.run_id, 'schedule/phase');
    expect(phases.map(({ value }) => value)).toEqual([1, 1, 2]);
    expect(tagOf(run, 'thaw.phases')).toBe('extract 1–2, fine-tune 3');
    const [sample] = await server
      .client()
      .metricHistory(run.info.run_id, 'system/cpu_utilization_percentage');
    expect(sample).toMatchObject({ value: 81.5, step: 10 });
    expect(await differences(file)).toEqual([]);
  });

  it('has what a run ends with under names of their own, once it has ended', async () => {
    const about = { sweep: 'ends', run: 'run1' };
    const params = {
      ...{ 'phases.extract.epochs': 9, 'phases.extract.stop.metric': 'val_loss' },
      ...{ 'phases.extract.stop.patience': 2, 'phases.extract.stop.minDelta': 0 },
    };
    const losses = [3, 1, 2, 2.5];
    const events = [...sweepEvents({ sweep: 'ends', runs: 1, steps: losses.length })].map(
      (event): TrackerEvent => {
        if (event.type === 'run-started') return { ...event, params, phases: ['extract'] };
        if (event.type !== 'metrics') return event;
        return { ...event, values: { val_loss: losses[event.step - 1]!, learning_rate: 0.1, phase: 1 } };
      },
    );
    const latest = async () => {
      const { data } = (await runsOf('ends')).get('run1')!;
      return Object.fromEntries(
        data.metrics!.map(({ key, value, step }) => [key, [Number(value), Number(step)]]),
      );
    };
    const byEpoch = { 'val/loss': [2.5, 4], 'schedule/learning_rate': [0.1, 4], 'schedule/phase': [1, 4] };
    const file = await journalOf(events.filter(({ type }) => type !== 'run-ended' && type !== 'sweep-ended'));
    await sync(file);
    expect(await latest()).toEqual(byEpoch);

    const again = [
      { ...events.find(({ type }) => type === 'run-started')!, timeMs: startMs + 90_000 },
      ...events.filter(({ type }) => type === 'metrics'),
    ];
    const ended = { type: 'run-ended', timeMs: startMs + 99_000, ...about, status: 'finished' } as const;
    for (const journal of [events, [...events, ...again], [...events, ...again, ended]]) {
      await writeEvents(file, journal);
      await sync(file);
      expect(await latest()).toEqual({ ...byEpoch, 'final/val_loss': [1, 2] });
      expect(await differences(file)).toEqual([]);
    }
    expect(
      await server.client().searchRuns((await server.client().experimentByName('ends'))!.experiment_id, ''),
    ).toHaveLength(2);
  });

  it('has the splits of the dataset as inputs, once', async () => {
    const file = await journalOf(enriched('inputs'));
    await sync(file);
    await sync(file);
    const inputs = (await runsOf('inputs')).get('run2')!.inputs!.dataset_inputs!;
    expect(
      inputs
        .map(({ dataset, tags }) => [dataset.name, dataset.digest, tags?.map(({ value }) => value)])
        .toSorted(),
    ).toEqual([
      ['flowers', 'digest-train', ['train']],
      ['flowers', 'digest-validation', ['validation']],
    ]);
    const {
      source_type: type,
      source,
      profile,
    } = inputs.find(({ dataset }) => dataset.digest === 'digest-train')!.dataset;
    expect([type, source, JSON.parse(profile!)]).toEqual([
      'local',
      '{"uri":"/data/flowers"}',
      { images: 70, classes: 3, stage: 'ab12' },
    ]);
  });

  it('flags what differs and gives the sweep the settings and metrics of its best run', async () => {
    const events = enriched('best', 3);
    const file = await journalOf(events);
    await sync(await journalOf(events.slice(0, -9)));
    await sync(file);
    await sync(file);
    const runs = await runsOf('best');
    expect([...runs.values()].map((run) => tagOf(run, 'thaw.differs'))).toEqual(
      [...runs.values()].map(() => 'head.dropout'),
    );
    const parent = runs.get('')!;
    expect(['thaw.best', 'thaw.best.run', 'thaw.best.head.dropout'].map((key) => tagOf(parent, key))).toEqual(
      [...['dropout=0', 'run1', '0']],
    );
    const points = await server.client().metricHistory(parent.info.run_id, 'sweep/best_val_accuracy');
    const best = 1 - 1 / 3 / 9;
    expect(points.map(({ step, value }) => [step, value])).toEqual([1, 2, 3].map((step) => [step, best]));
    expect(tagOf(parent, 'mlflow.note.content')).toContain('| features | 1 | 2.0 | 1.5 |');
    // By the names that its runs have theirs by: the row has its columns filled while they are folded away.
    const ending = ({ data }: Run) =>
      Object.fromEntries(
        data.metrics!.filter(({ key }) => key.startsWith('final/')).map(({ key, value }) => [key, value]),
      );
    expect(Object.keys(ending(parent))).toHaveLength(4);
    expect(ending(parent)).toEqual(ending(runs.get('run1')!));
    const id = (await server.client().experimentByName('best'))!.experiment_id;
    const runsAlone = await server.client().searchRuns(id, "tags.`thaw.run` LIKE '%'");
    expect(runsAlone.map((run) => tagOf(run, 'thaw.run')).toSorted()).toEqual(['run1', 'run2', 'run3']);
  });

  it('has the ranking as a table once the sweep has ended', async () => {
    const file = await journalOf(enriched('ranking'));
    await sync(file);
    const parent = (await runsOf('ranking')).get('')!;
    expect(JSON.parse(tagOf(parent, 'mlflow.loggedArtifacts')!)).toEqual([
      { path: 'tables/ranking.json', type: 'table' },
    ]);
    const table = await server.client().getArtifact(parent.info.artifact_uri, 'tables/ranking.json');
    const { columns, data } = JSON.parse(Buffer.from(table).toString()) as {
      columns: string[];
      data: unknown[][];
    };
    expect(columns.slice(0, 3)).toEqual(['rank', 'run', 'head\u2024dropout']);
    expect(data.map(([rank, run]) => [rank, run])).toEqual([
      [1, 'dropout=0'],
      [2, 'dropout=0.1'],
    ]);
  });

  it('holds contents that lie beside the journal, and says which is gone', async () => {
    const events = [...sweepEvents({ sweep: 'beside', runs: 1, steps: 1 })];
    const file = await journalOf(events);
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256));
    const kept = await new ArtifactFolder(dirname(file)).keep(content);
    const artifact = (path: string): TrackerEvent => ({
      ...{ type: 'artifact', timeMs: startMs + 1, sweep: 'beside', run: 'run1', path, file: kept },
    });
    await writeEvents(file, [...events, artifact('plots/a.png')]);
    expect(await sync(file)).toMatchObject({ artifacts: 2, notices: [] });
    const uri = (await runsOf('beside')).get('run1')!.info.artifact_uri;
    expect(Buffer.from(await server.client().getArtifact(uri, 'plots/a.png')).equals(content)).toBe(true);

    await rm(join(dirname(file), kept.path));
    await writeEvents(file, [...events, artifact('plots/a.png'), artifact('plots/b.png')]);
    expect(await sync(file)).toMatchObject({
      artifacts: 0,
      notices: [`artifact plots/b.png of run run1 is gone: ${kept.path} is missing or damaged`],
    });
    await new ArtifactFolder(dirname(file)).keep(content);
    expect(await sync(file)).toMatchObject({ artifacts: 1, notices: [] });
    expect(await sync(file)).toMatchObject({ artifacts: 0, notices: [] });
  });
});
