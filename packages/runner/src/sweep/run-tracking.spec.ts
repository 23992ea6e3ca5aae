import type { PlannedRun, Stage, StageOutcome, StageStore, Tracker, TrackerEvent } from '@thaw/core';
import { MemoryStageStore } from '@thaw/execution/fixtures';
import { ArtifactFolder } from '@thaw/tracker';
import { setImmediate as otherWork } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DatasetInputs } from './dataset-inputs.js';
import { MistakenImages } from './mistaken-images.js';
import { RunTracking, type RunTrackingOptions } from './run-tracking.js';
import type { RunBefore } from './runs-before.js';

/** What reaches it is on the disk once the test says so. */
class HeldJournal implements Tracker {
  readonly told: TrackerEvent[] = [];
  release!: () => void;
  readonly #released = new Promise<void>((resolve) => (this.release = resolve));

  async record(event: TrackerEvent): Promise<void> {
    this.told.push(event);
    await this.#released;
  }

  async close() {}

  get types(): readonly string[] {
    return this.told.map(({ type }) => type);
  }
}

const planned = {
  run: { id: 'a', name: 'a', parameters: {}, config: { data: { root: 'images' } } },
  stages: ['t', 'e'],
  phases: [{ name: 'head', train: 't', reading: { epochs: 2 } }],
  evaluate: 'e',
} as unknown as PlannedRun;
const train = { kind: 'train', key: 't' } as Stage;
const evaluate = { kind: 'evaluate', key: 'e' } as Stage;
const outcome = ({ kind, key }: Stage, status: StageOutcome['status']): StageOutcome => ({
  ...{ kind, key, status },
  seconds: 0,
});

function track(store: StageStore, more: Partial<RunTrackingOptions> = {}) {
  const journal = new HeldJournal();
  const artifacts = new ArtifactFolder('nowhere');
  const tracked = new RunTracking({
    ...{ log: { tracker: journal, artifacts, sweep: 's' }, images: new MistakenImages(artifacts) },
    ...{ store, planned, dataset: 'd', datasets: new DatasetInputs() },
    objective: { metric: 'val_loss', goal: 'minimize' },
    begun: Promise.resolve(),
    onFailure() {},
    ...more,
  });
  return { journal, tracked };
}

describe('a run', () => {
  it('waits for the journal at its end alone, and has not ended there before all of it is on the disk', async () => {
    const store = new MemoryStageStore();
    const records = [1, 2].map((epoch) => ({
      ...{ epoch, step: epoch, timeMs: epoch, seconds: 1 },
      metrics: { val_loss: 1 / epoch },
    }));
    await store.write(train, 'history.json', new TextEncoder().encode(JSON.stringify(records)));
    const { journal, tracked } = track(store);
    tracked.epoch('t', records.slice(0, 1));
    await tracked.stageIsReady(train);
    await tracked.stageIsReady(evaluate);
    const { metrics, recorded } = tracked.end('finished', [outcome(train, 'computed')], undefined);
    expect(metrics).toMatchObject({ val_loss: 0.5 });
    let isRecorded = false;
    const ended = recorded.then(() => (isRecorded = true));
    while (!journal.types.includes('run-ended')) await otherWork();
    expect(journal.types).toEqual(['metrics', 'metrics', 'artifact', 'artifact', 'stages', 'run-ended']);
    expect(isRecorded).toBe(false);
    journal.release();
    await ended;
  });
});

describe('a run that has finished before, with nothing left to compute', () => {
  const known: RunBefore = {
    ...{ status: 'finished', metrics: { val_loss: 0.5, loss: 'NaN' }, epochs: 2 },
    stages: new Set(['t', 'e']),
    reused: new Set(['t', 'e']),
  } as RunBefore;
  /** Refuses to be read. */
  const closed = {
    readAll: () => Promise.reject(new Error('read')),
    read: () => Promise.reject(new Error('read')),
    list: () => Promise.reject(new Error('read')),
  } as unknown as StageStore;

  it('is not read again, and what the journal has of it is not told again', async () => {
    const { journal, tracked } = track(closed, { known });
    await tracked.stageIsReady(train);
    await tracked.stageIsReady(evaluate);
    const stages = [outcome(train, 'reused'), outcome(evaluate, 'reused')];
    const { metrics, recorded } = tracked.end('finished', stages, undefined);
    await recorded;
    expect(metrics).toEqual({ val_loss: 0.5, loss: Number.NaN });
    expect(journal.told).toEqual([]);
  });

  it('is told of once when it is reused for the first time', async () => {
    const { journal, tracked } = track(closed, { known: { ...known, reused: new Set(['t']) } });
    journal.release();
    const stages = [outcome(train, 'reused'), outcome(evaluate, 'reused')];
    await tracked.end('finished', stages, undefined).recorded;
    expect(journal.types).toEqual(['stages']);
  });

  it('is read where its epochs are judged', async () => {
    const { tracked } = track(closed, { known, judge: () => 'go-on' });
    await expect(tracked.stageIsReady(train)).rejects.toThrow('read');
  });
});
