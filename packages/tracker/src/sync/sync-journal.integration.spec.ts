import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { withLock } from '@thaw/locks';
import { describe, expect, it } from 'vitest';
import { sharedServer } from '../mlflow/replica/mlflow-server.fixture.js';
import { startMs, sweepEvents } from '../contract/sweep-events.js';
import { eventLine } from '../journal/event-line.js';
import { journalLock } from '../journal/journal-lock.js';
import type { Run } from '../mlflow/rest-types.js';
import { checkSync } from './check-sync.js';
import { tagOf } from '../mlflow/replica/choose-run.js';
import { syncJournal } from './sync-journal.js';

const server = sharedServer();

async function journalOf(events: Iterable<TrackerEvent>): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'thaw-sync-')), 'sweep.ndjson');
  await writeFile(file, [...events].map(eventLine).join(''));
  return file;
}

const sync = (journalFile: string) => syncJournal({ journalFile, home: server.home() });
const check = (journalFile: string) => checkSync({ journalFile, home: server.home() });

async function runsOf(
  sweep: string,
  experiment = sweep,
): Promise<{ parent: Run | undefined; children: Run[] }> {
  const found = await server.client().experimentByName(experiment);
  const runs = await server.client().searchRuns(found!.experiment_id, `tags.\`thaw.sweep\` = '${sweep}'`);
  const active = runs.filter(({ info }) => info.lifecycle_stage === 'active');
  const children = active.filter((run) => tagOf(run, 'thaw.run') !== undefined);
  return {
    parent: active.find((run) => !children.includes(run)),
    children: children.toSorted((a, b) => (tagOf(a, 'thaw.run')! < tagOf(b, 'thaw.run')! ? -1 : 1)),
  };
}

const change = (events: Iterable<TrackerEvent>, by: (event: TrackerEvent) => TrackerEvent): TrackerEvent[] =>
  [...events].map(by);

describe('syncing a journal to a real MLflow', () => {
  it('makes runs, params, points, statuses and artifacts equal to the journal', async () => {
    const events = [...sweepEvents({ sweep: 'whole', runs: 6, steps: 50 })];
    const report = await sync(await journalOf(events));
    expect(report).toMatchObject({
      runs: 6,
      runsCreated: 7,
      runsReplaced: 0,
      points: 1200,
      artifacts: 1,
      notices: [],
    });

    const { parent, children } = await runsOf('whole');
    expect(parent?.info).toMatchObject({ run_name: 'flowers', status: 'FINISHED', start_time: startMs });
    expect(parent?.info.end_time).toBe(events.at(-1)?.timeMs);
    expect(tagOf(parent!, 'team')).toBe('a');
    expect(tagOf(parent!, 'mlflow.note.content')).toContain(
      `[dropout=0](#/experiments/${report?.place.ids['experimentId']}/runs/`,
    );
    expect(children.map(({ info }) => [info.run_name, info.status])).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [`dropout=${index / 10}`, 'FINISHED']),
    );
    expect(children.every((run) => tagOf(run, 'mlflow.parentRunId') === parent?.info.run_id)).toBe(true);
    expect(Object.fromEntries(children[1]!.data.params!.map(({ key, value }) => [key, value]))).toEqual({
      'head.dropout': '0.1',
      'head.hidden': '[256]',
      'backbone.name': 'xception',
    });

    const third = children[2]!.info.run_id;
    const expected = events.flatMap((event) =>
      event.type === 'metrics' && event.run === 'run3'
        ? [{ key: 'val/loss', value: event.values['val_loss'], timestamp: event.timeMs, step: event.step }]
        : [],
    );
    const stored = await server.client().metricHistory(third, 'val/loss');
    expect(stored.map(({ key, value, timestamp, step }) => ({ key, value, timestamp, step }))).toEqual(
      expected,
    );
  });

  it('doubles nothing when it is repeated', async () => {
    const file = await journalOf(sweepEvents({ sweep: 'twice', runs: 2, steps: 30 }));
    await sync(file);
    const before = await runsOf('twice');
    expect(await sync(file)).toMatchObject({ runsCreated: 0, runsReplaced: 0, artifacts: 0 });
    expect(await runsOf('twice')).toEqual(before);
    expect(await check(file)).toMatchObject({ runs: 2, points: 240, differences: [] });
  });

  it('goes on where a journal has grown', async () => {
    const events = [...sweepEvents({ sweep: 'grown', runs: 2, steps: 10 })];
    const started = await journalOf(events.slice(0, 9));
    await withLock(journalLock(started), { purpose: 'the sweep' }, () => sync(started));
    const { children } = await runsOf('grown');
    expect(children.map(({ info }) => info.status)).toEqual(['RUNNING']);
    const file = await journalOf(events);
    await sync(file);
    expect((await check(file)).differences).toEqual([]);
    expect((await runsOf('grown')).children.map(({ info }) => info.status)).toEqual(['FINISHED', 'FINISHED']);
  });

  it('tells of a sweep without a living process that it was killed, and sees where the server does not say so', async () => {
    const file = await journalOf([...sweepEvents({ sweep: 'killed', runs: 2, steps: 10 })].slice(0, 9));
    await withLock(journalLock(file), { purpose: 'the sweep' }, async () => {
      await sync(file);
      expect((await check(file)).differences).toEqual([]);
    });
    expect((await check(file)).differences).toContainEqual({
      ...{ what: 'status', journal: 'KILLED', server: 'RUNNING' },
    });
    await sync(file);
    expect((await check(file)).differences).toEqual([]);
    const { parent, children } = await runsOf('killed');
    expect([parent!, ...children].map(({ info }) => info.status)).toEqual(['KILLED', 'KILLED']);
  });

  it('stores NaN and infinities', async () => {
    const special = ['NaN', 'Infinity', '-Infinity', 1e-300] as const;
    const events = change(sweepEvents({ sweep: 'nan', runs: 1, steps: 4 }), (event) =>
      event.type === 'metrics'
        ? { ...event, values: { loss: special[event.step - 1]!, val_loss: 'NaN' } }
        : event,
    );
    const file = await journalOf(events);
    await sync(file);
    await sync(file);
    expect(await check(file)).toMatchObject({ runs: 1, points: 8, differences: [] });
    const { children } = await runsOf('nan');
    const losses = await server.client().metricHistory(children[0]!.info.run_id, 'train/loss');
    expect(losses.map(({ value }) => String(value)).slice(0, 1)).toEqual(['NaN']);
  });

  it('stores params of any length, script and shape', async () => {
    const params = {
      größe: '🦊 ünïcödé',
      empty: '',
      list: ['a', 1, null],
      long: 'ü🦊'.repeat(4000),
      'head=odd//name': true,
      ...Object.fromEntries(Array.from({ length: 210 }, (_, index) => [`p${index}`, index])),
    };
    const events = change(sweepEvents({ sweep: 'params', runs: 1, steps: 1 }), (event) =>
      event.type === 'run-started' ? { ...event, name: 'Füchse 🦊', params } : event,
    );
    const file = await journalOf(events);
    await sync(file);
    expect((await check(file)).differences).toEqual([]);
    const stored = (await runsOf('params')).children[0]!.data.params!;
    expect(stored).toHaveLength(215);
    expect(stored.find(({ key }) => key === 'größe')?.value).toBe('🦊 ünïcödé');
    expect(stored.find(({ key }) => key === 'long')?.value.slice(-30)).toBe('ü… (cut from 12000 characters)');
  });

  it('stores artifacts byte for byte, once', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256));
    const events = [...sweepEvents({ sweep: 'artifacts', runs: 1, steps: 1 })];
    const artifact = (timeMs: number, path: string, content: Buffer): TrackerEvent => ({
      ...{ type: 'artifact', timeMs, sweep: 'artifacts', run: 'run1', path },
      ...{ content: content.toString('base64'), encoding: 'base64' },
    });
    const first = [...events, artifact(startMs + 1, 'plots/größe 100%.bin', bytes)];
    expect(await sync(await journalOf(first))).toMatchObject({ artifacts: 2 });
    expect(await sync(await journalOf(first))).toMatchObject({ artifacts: 0 });
    const more = [...first, ...first, artifact(startMs + 2, 'more.bin', bytes.subarray(5))];
    expect(await sync(await journalOf(more))).toMatchObject({ artifacts: 1 });

    const { children, parent } = await runsOf('artifacts');
    const uri = children[0]!.info.artifact_uri;
    expect(Buffer.from(await server.client().getArtifact(uri, 'plots/größe 100%.bin')).equals(bytes)).toBe(
      true,
    );
    expect(Buffer.from(await server.client().getArtifact(uri, 'more.bin')).equals(bytes.subarray(5))).toBe(
      true,
    );
    const spec = await server.client().getArtifact(parent!.info.artifact_uri, 'spec.yaml');
    expect(Buffer.from(spec).toString()).toBe('name: flowers\n');
  });

  it('tells failed and interrupted runs apart, and lets a later attempt finish them', async () => {
    const events = [...sweepEvents({ sweep: 'attempts', runs: 2, steps: 5 })];
    const broken = events.map((event): TrackerEvent => {
      if (event.type !== 'run-ended') return event;
      return { ...event, status: event.run === 'run1' ? 'failed' : 'interrupted', reason: 'NaN at step 3' };
    });
    await sync(await journalOf(broken));
    expect((await runsOf('attempts')).children.map(({ info }) => info.status)).toEqual(['FAILED', 'KILLED']);
    const again = events.map((event) =>
      event.type === 'metrics' ? event : { ...event, timeMs: event.timeMs + 1e6 },
    );
    const file = await journalOf([...broken, ...again]);
    expect(await sync(file)).toMatchObject({ runsCreated: 0, runsReplaced: 0 });
    expect((await check(file)).differences).toEqual([]);
    expect((await runsOf('attempts')).children.map(({ info }) => info.status)).toEqual([
      'FINISHED',
      'FINISHED',
    ]);
  });

  it('replaces a run whose results have changed, for MLflow forgets no point', async () => {
    const events = [...sweepEvents({ sweep: 'changed', runs: 2, steps: 5 })];
    await sync(await journalOf(events));
    const again = change(
      events.filter((event) => 'run' in event && event.run === 'run2'),
      (event) => {
        const later = { ...event, timeMs: event.timeMs + 1e6 };
        return later.type === 'metrics' ? { ...later, values: { ...later.values, loss: 7 } } : later;
      },
    );
    const file = await journalOf([...events, ...again]);
    expect(await sync(file)).toMatchObject({ runsCreated: 1, runsReplaced: 1 });
    expect(await sync(file)).toMatchObject({ runsCreated: 0, runsReplaced: 0 });
    expect(await check(file)).toMatchObject({ runs: 2, points: 40, differences: [] });
  });

  it('restores a deleted experiment, and leaves deleted what a person deleted in it', async () => {
    const file = await journalOf(sweepEvents({ sweep: 'deleted', runs: 2, steps: 2 }));
    const { place } = (await sync(file))!;
    await server.post('experiments/delete', { experiment_id: place.ids['experimentId'] });
    expect(await sync(file)).toMatchObject({ runsCreated: 0 });
    expect((await check(file)).differences).toEqual([]);

    await server.client().deleteRun((await runsOf('deleted')).children[0]!.info.run_id);
    expect(await sync(file)).toMatchObject({
      runsCreated: 0,
      notices: ['run dropout=0 was deleted in MLflow and stays so; restore it there to have it back'],
    });
    expect((await check(file)).differences).toEqual([
      { run: 'run1', what: 'run', journal: 'one run', server: 'a deleted run' },
    ]);
  });

  it('leaves a note that a person has edited', async () => {
    const events = [...sweepEvents({ sweep: 'note', runs: 1, steps: 2 })];
    await sync(await journalOf(events.slice(0, 4)));
    const { parent, children } = await runsOf('note');
    const [run] = children;
    await server.post('runs/set-tag', {
      run_id: run!.info.run_id,
      key: 'mlflow.note.content',
      value: 'mine',
    });
    await sync(await journalOf(events));
    const after = await runsOf('note');
    expect(tagOf(after.children[0]!, 'mlflow.note.content')).toBe('mine');
    expect(tagOf(after.parent!, 'mlflow.note.content')).not.toBe(tagOf(parent!, 'mlflow.note.content'));
  });

  it('does what the two syncs would have done one after another when they run at once', async () => {
    const file = await journalOf(sweepEvents({ sweep: 'at once', runs: 3, steps: 20 }));
    await Promise.all([sync(file), sync(file)]);
    await sync(file);
    expect(await check(file)).toMatchObject({ runs: 3, points: 240, differences: [] });
  });
});

describe('comparing a journal with the server', () => {
  it('lists what is missing, different and too much', async () => {
    const events = [...sweepEvents({ sweep: 'compare', runs: 2, steps: 3 })];
    const file = await journalOf(events);
    const missing = { what: 'run', journal: 'one run', server: 'none' };
    expect((await check(file)).differences).toContainEqual(missing);

    await sync(file);
    const [run] = (await runsOf('compare')).children;
    const point = { key: 'train/loss', value: 9, timestamp: startMs, step: 2 };
    await server.client().logBatch(run!.info.run_id, { metrics: [point], params: [], tags: [] });
    const longer = [
      ...events,
      { ...events.find((event) => event.type === 'metrics')!, step: 4 },
    ] as TrackerEvent[];
    const changed = change(longer, (event) =>
      event.type === 'run-started' && event.run === 'run2'
        ? { ...event, params: { 'head.dropout': 0.9 } }
        : event,
    );
    expect(
      (await check(await journalOf(changed))).differences.map(({ run: id, what }) => [id, what]),
    ).toEqual([
      ['run1', 'train/loss at step 2'],
      ...['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy'].map((metric) => [
        'run1',
        `${metric} at step 4`,
      ]),
      ...['loss', 'accuracy', 'val_loss', 'val_accuracy'].flatMap((metric) =>
        [3, 4].map((step) => ['run1', `final/${metric} at step ${step}`]),
      ),
      ['run2', 'param head.dropout'],
    ]);
  });
});
