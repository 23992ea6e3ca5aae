import type { Tracker, TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { foldJournal, type FoldedJournal } from '../runs/fold-journal.js';
import { sweepEvents } from './sweep-events.fixture.js';

export interface TrackerUnderTest {
  readonly tracker: Tracker;
  /** What a reader sees now. */
  read(): Promise<FoldedJournal>;
  /** Another tracker for the same sweep, after the first was closed. */
  reopen(): Promise<Tracker>;
}

/** What every implementation of the port `Tracker` must hold. `open` gives a new, empty one for the sweep. */
export function trackerContract(name: string, open: (sweep: string) => Promise<TrackerUnderTest>): void {
  describe(`${name} keeps the contract of a tracker`, () => {
    const events = [...sweepEvents({ sweep: 's1', runs: 3, steps: 4 })];
    const recordAll = async (tracker: Tracker, list: readonly TrackerEvent[]): Promise<void> => {
      for (const event of list) await tracker.record(event);
    };

    it('shows what was recorded as soon as record has returned', async () => {
      const { tracker, read } = await open('s1');
      for (const [index, event] of events.entries()) {
        await tracker.record(event);
        expect(await read()).toEqual(await foldJournal(events.slice(0, index + 1)));
      }
      await tracker.close();
    });

    it('keeps the order of events that are recorded without waiting', async () => {
      const { tracker, read } = await open('s1');
      await Promise.all(events.map((event) => tracker.record(event)));
      expect(await read()).toEqual(await foldJournal(events));
      await tracker.close();
    });

    it('changes nothing when an event is recorded again, at once or later', async () => {
      const { tracker, read } = await open('s1');
      await recordAll(
        tracker,
        events.flatMap((event) => [event, event]),
      );
      await recordAll(tracker, events);
      await recordAll(tracker, events.toReversed());
      expect(await read()).toEqual(await foldJournal(events));
      await tracker.close();
    });

    it('keeps NaN and infinities', async () => {
      const { tracker, read } = await open('s1');
      const start = events.slice(0, 3);
      const values = { loss: 'NaN', val_loss: 'Infinity', accuracy: '-Infinity' } as const;
      await recordAll(tracker, [
        ...start,
        { type: 'metrics', timeMs: 9e12, sweep: 's1', run: 'run1', step: 1, values },
      ]);
      expect((await read()).runs[0]?.metrics).toEqual(values);
      await tracker.close();
    });

    it('goes on where it was closed', async () => {
      const { tracker, read, reopen } = await open('s1');
      await recordAll(tracker, events.slice(0, 5));
      await tracker.close();
      const again = await reopen();
      await recordAll(again, events.slice(5));
      await again.close();
      expect(await read()).toEqual(await foldJournal(events));
    });

    it('refuses what comes after close', async () => {
      const { tracker } = await open('s1');
      await tracker.close();
      await expect(tracker.record(events[0]!)).rejects.toThrow('closed');
    });
  });
}
