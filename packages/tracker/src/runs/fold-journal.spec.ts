import type { TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { foldJournal } from './fold-journal.js';
import type { MetricValue, RunRecord } from './run-record.js';

const sweep = 's1';
const objective = { metric: 'val_loss', goal: 'minimize' } as const;
const sweepStarted = (timeMs: number, runs = ['a', 'b']): TrackerEvent => ({
  ...{
    type: 'sweep-started',
    timeMs,
    sweep,
    name: 'flowers',
    experiment: 'garden',
    runs,
    objective,
    tags: {},
  },
});
const started = (timeMs: number, run = 'a'): TrackerEvent => ({
  ...{ type: 'run-started', timeMs, sweep, run, name: `run ${run}`, params: { seed: timeMs }, tags: {} },
});
const loss = (timeMs: number, step: number, value: MetricValue, run = 'a'): TrackerEvent => ({
  ...{ type: 'metrics', timeMs, sweep, run, step, values: { loss: value } },
});
const ended = (
  timeMs: number,
  status: 'finished' | 'failed' | 'interrupted',
  reason?: string,
): TrackerEvent => ({
  ...{ type: 'run-ended', timeMs, sweep, run: 'a', status },
  ...(reason && { reason }),
});
const stages = (timeMs: number, key: string, status: 'computed' | 'reused' | 'failed'): TrackerEvent => ({
  ...{ type: 'stages', timeMs, sweep, run: 'a', stages: [{ kind: 'train', key, status, seconds: 2 }] },
});

const runOf = async (...events: TrackerEvent[]): Promise<RunRecord> => (await foldJournal(events)).runs[0]!;

describe('folding a journal', () => {
  it('adds up what was computed for the sweep, each task once, and has its last turn', async () => {
    const task = (timeMs: number, seconds: number, turn: number): TrackerEvent => ({
      ...{ type: 'task-ended', timeMs, sweep, run: 'a', stage: 'k', seconds, turn },
    });
    const events = [sweepStarted(1), task(2, 10, 1), task(3, 5, 3), task(2, 10, 1), task(4, 1, 2)];
    expect((await foldJournal(events)).spent).toEqual({ seconds: 16, turns: 3 });
    expect((await foldJournal([sweepStarted(1)])).spent).toEqual({ seconds: 0, turns: 0 });
  });

  it('makes a record of the sweep and of each run that started, in the order of the sweep', async () => {
    const events = [sweepStarted(1), started(2, 'b'), loss(3, 1, 0.5, 'b'), started(4, 'a')];
    expect(await foldJournal(events)).toEqual({
      sweep: {
        id: sweep,
        name: 'flowers',
        experiment: 'garden',
        status: 'running',
        runs: ['a', 'b'],
        objective,
      },
      runs: [
        {
          ...{ id: 'a', name: 'run a', sweep, status: 'running', startedMs: 4, params: { seed: 4 } },
          metrics: {},
          phases: [],
          history: {},
          stages: [],
        },
        {
          ...{ id: 'b', name: 'run b', sweep, status: 'running', startedMs: 2, params: { seed: 2 } },
          ...{ metrics: { loss: 0.5 }, history: { loss: [0.5] }, phases: [], stages: [] },
        },
      ],
      computed: [],
      ...{ spent: { seconds: 0, turns: 0 }, weighed: new Map() },
      tags: {},
    });
  });

  it('has no sweep when the journal holds nothing', async () => {
    expect(await foldJournal([])).toEqual({
      ...{ tags: {}, runs: [], computed: [], spent: { seconds: 0, turns: 0 }, weighed: new Map() },
    });
  });

  it('marks runs that the sweep does not come to any more', async () => {
    const again = { ...sweepStarted(4), runs: ['b'] } as TrackerEvent;
    const { runs } = await foldJournal([sweepStarted(1), started(2, 'a'), started(3, 'b'), again]);
    expect(runs.map(({ id, isFormer }) => [id, isFormer])).toEqual([
      ['b', undefined],
      ['a', true],
    ]);
  });

  it('orders points by step and takes the last step for the last value', async () => {
    const run = await runOf(started(1), loss(2, 2, 0.2), loss(3, 3, 'NaN'), loss(4, 1, 0.1));
    expect(run.history).toEqual({ loss: [0.1, 0.2, 'NaN'] });
    expect(run.metrics).toEqual({ loss: 'NaN' });
  });

  describe('takes for the metrics of a run those of the weights that it ends with', () => {
    const params = {
      'phases.extract.epochs': 9,
      'phases.extract.stop.metric': 'val_loss',
      'phases.extract.stop.patience': 2,
      'phases.extract.stop.minDelta': 0,
    };
    const begun = { ...started(1), params } as TrackerEvent;
    const epochs = [3, 1, 2, 2].map((val_loss, index) => ({ val_loss, val_accuracy: index / 4 }));
    const points = (more: Record<string, number>) =>
      epochs.map((values, index): TrackerEvent => {
        const about = { type: 'metrics', timeMs: 2 + index, sweep, run: 'a', step: index + 1 } as const;
        return { ...about, values: { ...values, ...more } };
      });
    const tested: TrackerEvent = {
      ...{ type: 'metrics', timeMs: 9, sweep, run: 'a', step: 4, values: { test_accuracy: 0.5 } },
    };
    const expected = {
      metrics: { val_loss: 1, val_accuracy: 0.25, test_accuracy: 0.5 },
      history: { val_loss: [3, 1, 2, 2] },
      phases: [{ name: 'extract', first: 1, last: 4, chosen: 2 }],
    };

    it('where a stop rule has restored the best', async () => {
      const now = { ...begun, phases: ['extract'] } as TrackerEvent;
      expect(await runOf(now, ...points({ phase: 1 }), tested)).toMatchObject(expected);
    });

    it('also in journals that do not name the phases', async () => {
      expect(await runOf(begun, ...points({}), tested)).toMatchObject(expected);
    });

    it('and of its last step where its settings say nothing of phases', async () => {
      expect((await runOf(started(1), ...points({}))).metrics).toEqual({ val_loss: 2, val_accuracy: 0.75 });
    });
  });

  it('lets the latest attempt say how the run stands', async () => {
    const failed = [started(1), stages(2, 'k', 'failed'), ended(3, 'failed', 'out of memory')];
    expect(await runOf(...failed)).toMatchObject({
      status: 'failed',
      reason: 'out of memory',
      params: { seed: 1 },
    });
    const again = await runOf(...failed, started(4));
    expect(again).toMatchObject({ status: 'running', params: { seed: 4 }, stages: [] });
    expect(again.reason).toBeUndefined();
    const mended = await runOf(...failed, started(4), stages(5, 'k', 'computed'), ended(6, 'finished'));
    expect(mended).toMatchObject({ status: 'finished', stages: [{ key: 'k', status: 'computed' }] });
  });

  it('puts together the stages that an attempt reports one after another', async () => {
    const run = await runOf(
      started(1),
      stages(2, 'k1', 'reused'),
      stages(3, 'k2', 'failed'),
      stages(4, 'k2', 'computed'),
    );
    expect(run.stages.map(({ key, status }) => [key, status])).toEqual([
      ['k1', 'reused'],
      ['k2', 'computed'],
    ]);
  });

  it.each<[string, TrackerEvent[], MetricValue[]]>([
    [
      'goes on after the points of an interrupted attempt',
      [loss(2, 1, 1), loss(3, 2, 2), started(9), loss(10, 3, 3)],
      [1, 2, 3],
    ],
    [
      'counts a reused history once',
      [loss(2, 1, 1), loss(3, 2, 2), started(9), loss(2, 1, 1), loss(3, 2, 2)],
      [1, 2],
    ],
    [
      'drops what followed from a value that changed',
      [loss(2, 1, 1), loss(3, 2, 2), started(9), loss(10, 1, 7)],
      [7],
    ],
    [
      'takes back an older result that a later attempt reuses',
      [
        loss(2, 1, 1),
        loss(3, 2, 2),
        started(9),
        loss(10, 1, 7),
        loss(11, 2, 8),
        started(20),
        loss(2, 1, 1),
        loss(3, 2, 2),
      ],
      [1, 2],
    ],
    ['keeps the later of two values of one attempt', [loss(3, 1, 5), loss(2, 1, 4)], [5]],
    [
      'follows a worker that starts over within an attempt',
      [loss(2, 1, 1), loss(3, 2, 2), loss(4, 1, 6), loss(3, 2, 2)],
      [6],
    ],
  ])('%s', async (_, events, history) => {
    expect((await runOf(started(1), ...events)).history['loss'] ?? []).toEqual(history);
  });

  it('calls runs interrupted that their sweep left behind', async () => {
    const sweepEnded = { type: 'sweep-ended', timeMs: 5, sweep, status: 'interrupted' } as const;
    expect(await runOf(sweepStarted(1), started(2), sweepEnded)).toMatchObject({ status: 'interrupted' });
    expect(await runOf(sweepStarted(1), started(2), sweepStarted(5))).toMatchObject({
      status: 'interrupted',
    });
    expect(await runOf(sweepStarted(1), started(2), sweepStarted(5), started(6))).toMatchObject({
      status: 'running',
    });
  });

  it('has of each registered model the version that was noted last', async () => {
    const registered = (timeMs: number, version: string, name = 'flowers'): TrackerEvent => ({
      ...{ type: 'registered', timeMs, sweep, run: 'a', name, version, server: 'http://one' },
    });
    const events = [registered(3, '2'), registered(2, '1'), registered(1, '7', 'other')];
    const { runs } = await foldJournal([sweepStarted(0), started(1), ...events]);
    expect(runs[0]!.registered).toEqual([
      { name: 'flowers', version: '2', server: 'http://one', timeMs: 3 },
      { name: 'other', version: '7', server: 'http://one', timeMs: 1 },
    ]);
  });

  it('passes over events that only a newer Thaw knows', async () => {
    const unknown = { type: 'weather', timeMs: 2, sweep } as unknown as TrackerEvent;
    expect((await runOf(started(1), unknown, loss(3, 1, 1))).history).toEqual({ loss: [1] });
  });
});
