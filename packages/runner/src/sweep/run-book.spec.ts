import type { PlannedRun, RunNews, TrackerEvent } from '@thaw/core';
import { MemoryStageStore } from '@thaw/execution/fixtures';
import { ArtifactFolder } from '@thaw/tracker';
import { setImmediate as otherWork } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DatasetInputs } from './dataset-inputs.js';
import { MistakenImages } from './mistaken-images.js';
import { RunBook } from './run-book.js';
import { RunTracking } from './run-tracking.js';

/** What the test lets go. */
class Held {
  resolve!: () => void;
  reject!: (error: Error) => void;
  readonly promise = new Promise<void>((resolve, reject) => Object.assign(this, { resolve, reject }));
}

/** A journal in which ends of runs are on the disk when the test says so. */
class HeldJournal {
  readonly recorded: TrackerEvent[] = [];
  readonly #held = new Map<string, Held>();

  async record(event: TrackerEvent): Promise<void> {
    if (event.type === 'run-ended') await this.endOf(event.run).promise;
    this.recorded.push(event);
  }

  async close() {}

  endOf(run: string): Held {
    const held = this.#held.get(run) ?? new Held();
    this.#held.set(run, held);
    return held;
  }

  get ends(): string[] {
    return this.recorded.flatMap((event) => (event.type === 'run-ended' ? event.run : []));
  }
}

const runNamed = (id: string): PlannedRun =>
  ({ run: { id, name: id, parameters: {} }, phases: [], stages: [] }) as unknown as PlannedRun;
const started = (run: PlannedRun): RunNews => ({ type: 'run-started', run });
const ended = (run: PlannedRun): RunNews => ({ type: 'run-ended', run, end: { status: 'finished' } });

/** A book of two runs that have nothing to compute, and what it tells. */
function open() {
  const [a, b] = [runNamed('a'), runNamed('b')];
  const journal = new HeldJournal();
  const told: string[] = [];
  const failures: unknown[] = [];
  const objective = { metric: 'val_loss', goal: 'minimize' } as const;
  const artifacts = new ArtifactFolder('nowhere');
  const log = { tracker: journal, artifacts, sweep: 's' };
  const shared = { datasets: new DatasetInputs(), images: new MistakenImages(artifacts) };
  const begun = Promise.resolve();
  const about = { log, begun, store: new MemoryStageStore(), ...shared };
  const book = new RunBook({
    runs: [a, b],
    tracking: {
      run: async (planned, _isStored, heard) =>
        new RunTracking({ ...about, ...heard, planned, objective, dataset: 'd' }),
      async refuse() {},
      async spent() {},
    },
    turns: () => 1,
    onEvent: (event) => 'run' in event && told.push(`${event.run} ${event.type}`),
    usableOf: () => Promise.reject(new Error('nothing is trained')),
    estimateOf: () => undefined,
    workOf: () => 0,
    isStored: () => false,
    judge: () => 'go-on',
    onFailure: (error) => failures.push(error),
    onRefused() {},
    onEnd() {},
  });
  return { a, b, journal, told, failures, book };
}

const noSpace = new Error('no space is left');

describe('the books of runs', () => {
  it('have a run end while what the one before leaves is recorded, and no further ahead', async () => {
    const { a, b, journal, told, book } = open();
    await book.write([started(a), ended(a), started(b)]);
    const ofA = ['a run-started', 'a run-ended', 'b run-started'];
    const written = book.write([ended(b)]);
    journal.endOf('b').resolve();
    await otherWork();
    expect([told, journal.ends]).toEqual([ofA, []]);
    journal.endOf('a').resolve();
    await written;
    await book.recorded();
    expect([told, journal.ends]).toEqual([
      [...ofA, 'b run-ended'],
      ['a', 'b'],
    ]);
  });

  it('do not lose that the end of the last run could not be recorded', async () => {
    const { a, journal, failures, book } = open();
    await book.write([started(a), ended(a)]);
    const recorded = book.recorded();
    journal.endOf('a').reject(noSpace);
    await expect(recorded).rejects.toBe(noSpace);
    expect(failures).toEqual([noSpace]);
  });

  it('leave a run that could not end to be closed: the machine is not watched on its behalf', async () => {
    const { a, b, journal, book } = open();
    await book.write([started(a), ended(a), started(b)]);
    book.tracked(b)!.computes();
    const written = book.write([ended(b)]);
    journal.endOf('a').reject(noSpace);
    await expect(written).rejects.toBe(noSpace);
    await book.close();
    // The one sample of what is short, at its end.
    expect(journal.recorded).toContainEqual(
      expect.objectContaining({ type: 'system-metrics', run: 'b' }) as TrackerEvent,
    );
  });
});
