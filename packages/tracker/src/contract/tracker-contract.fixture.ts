import type { Tracker, TrackerEvent } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { foldJournal, type FoldedJournal } from '../runs/fold-journal.js';
import { sweepEvents } from './sweep-events.js';

/** Some trackers show more, but none less. */
export type Records = Pick<FoldedJournal, 'sweep' | 'runs'>;

export interface TrackerUnderTest {
  readonly tracker: Tracker;
  /** What a reader sees now. */
  read(): Promise<Records>;
  /** Another tracker for the same sweep, after the first was closed. */
  reopen(): Promise<Tracker>;
}

/**
 * What every implementation of the port `Tracker` must hold. `open` gives a new, empty one for the sweep; `shown` says
 * what of a record its readers get to see, if not all.
 */
export function trackerContract(
  name: string,
  open: (sweep: string) => Promise<TrackerUnderTest>,
  shown: (records: Records) => unknown = (records) => records,
): void {
  describe(`${name} keeps the contract of a tracker`, () => {
    let opened = 0;
    const begin = async () => {
      const sweep = `contract${++opened}`;
      const events = [...sweepEvents({ sweep, runs: 3, steps: 4 })];
      return { sweep, events, ...(await open(sweep)) };
    };
    const fold = async (events: readonly TrackerEvent[]) => shown(await foldJournal(events));
    const recordAll = async (tracker: Tracker, list: readonly TrackerEvent[]): Promise<void> => {
      for (const event of list) await tracker.record(event);
    };

    it('shows what was recorded as soon as record has returned', async () => {
      const { tracker, read, events } = await begin();
      for (const [index, event] of events.entries()) {
        await tracker.record(event);
        expect(shown(await read())).toEqual(await fold(events.slice(0, index + 1)));
      }
      await tracker.close();
    });

    it('keeps the order of events that are recorded without waiting', async () => {
      const { tracker, read, events } = await begin();
      await Promise.all(events.map((event) => tracker.record(event)));
      expect(shown(await read())).toEqual(await fold(events));
      await tracker.close();
    });

    it('changes nothing when an event is recorded again, at once or later', async () => {
      const { tracker, read, events } = await begin();
      await recordAll(
        tracker,
        events.flatMap((event) => [event, event]),
      );
      await recordAll(tracker, events);
      await recordAll(tracker, events.toReversed());
      expect(shown(await read())).toEqual(await fold(events));
      await tracker.close();
    });

    it('keeps NaN and infinities', async () => {
      const { tracker, read, events, sweep } = await begin();
      const start = events.slice(0, 3);
      const values = { loss: 'NaN', val_loss: 'Infinity', accuracy: '-Infinity' } as const;
      await recordAll(tracker, [
        ...start,
        { type: 'metrics', timeMs: 9e12, sweep, run: 'run1', step: 1, values },
      ]);
      expect((await read()).runs[0]?.metrics).toEqual(values);
      await tracker.close();
    });

    it('goes on where it was closed', async () => {
      const { tracker, read, reopen, events } = await begin();
      await recordAll(tracker, events.slice(0, 5));
      await tracker.close();
      const again = await reopen();
      await recordAll(again, events.slice(5));
      await again.close();
      expect(shown(await read())).toEqual(await fold(events));
    });

    it('refuses what comes after close', async () => {
      const { tracker, events } = await begin();
      await tracker.close();
      await expect(tracker.record(events[0]!)).rejects.toThrow('closed');
    });
  });
}
