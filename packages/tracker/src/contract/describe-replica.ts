import type { Replica, ReplicaHome, TestRunner, TrackerEvent } from '@thaw/core';
import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SampleJournal } from './sample-journal.js';
import { shownAfter, type ShownSweep } from './shown-sweep.js';
import { sweepEvents } from './sweep-events.js';

export interface ReplicaUnderTest {
  readonly home: ReplicaHome;
  /** What people see there of a sweep, found out in another way than the replica's own `check`. */
  read(sweep: string): Promise<ShownSweep | undefined>;
}

/**
 * The contract of a replica as a test suite, for MLflow's and for that of any other tracker. `open` gives a home that
 * knows none of the sweeps `replica-1`, `replica-2`, …
 *
 *     import { describeReplica } from '@thaw/tracker/contract';
 *     import { describe, it } from 'vitest'; // or from 'node:test'
 *
 *     describeReplica('a folder', () => ({ home: folderHome(folder), read: (sweep) => readFolder(folder, sweep) }), { describe, it });
 */
export function describeReplica(
  name: string,
  open: () => Promise<ReplicaUnderTest> | ReplicaUnderTest,
  { describe, it }: TestRunner,
): void {
  let begun = 0;

  /** A journal of a sweep of three runs, with the first so many of its events, or all. */
  const beginIn = async (folder: string, count?: number) => {
    const sweep = `replica-${++begun}`;
    const { home, read } = await open();
    const events = contractEvents(sweep);
    const journal = await SampleJournal.in(join(folder, sweep), events.slice(0, count));
    const shown = () => read(sweep);
    const elsewhere = (other: readonly TrackerEvent[]) =>
      SampleJournal.in(join(folder, `${sweep}-elsewhere`), other);
    return { sweep, events, journal, elsewhere, home, shown, opened: () => home.open(journal.source) };
  };
  const rule = (
    says: string,
    check: (begin: (count?: number) => ReturnType<typeof beginIn>) => Promise<void>,
  ) =>
    it(says, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'thaw-replica-'));
      try {
        await check((count) => beginIn(folder, count));
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  const pushed = async (replica: Replica) => (await replica.push(), replica);

  describe(`${name} keeps the contract of a replica`, () => {
    rule('shows all that the journal holds', async (begin) => {
      const { events, opened, shown, sweep } = await begin();
      const replica = opened();
      const report = await replica.push();
      deepStrictEqual(await shown(), shownAfter(events));
      deepStrictEqual(await replica.check(), {
        ...{ sweep, runs: 3, points: 3 * 4 * 4, differences: [] },
      });
      const { runs, runsReplaced, points, notices } = report;
      deepStrictEqual(
        { runs, runsReplaced, points, notices },
        { runs: 3, runsReplaced: 0, points: 48, notices: [] },
      );
      strictEqual(report.place.isDeleted, false);
    });

    rule('follows a journal that grows, at any place between two events', async (begin) => {
      const { events, journal, opened, shown } = await begin(1);
      const replica = opened();
      for (let count = 1; count <= events.length; count += 3) {
        await journal.grow(events.slice(0, count));
        await replica.push();
        deepStrictEqual(await shown(), shownAfter(events.slice(0, count)));
      }
      await journal.grow(events);
      await replica.push();
      deepStrictEqual(await shown(), shownAfter(events));
    });

    rule(
      'is not changed by another push, be it of this replica or of one that was opened later',
      async (begin) => {
        const { events, opened, shown } = await begin();
        await pushed(await pushed(opened()));
        const again = await opened().push();
        deepStrictEqual(await shown(), shownAfter(events));
        const { runsCreated, runsReplaced, artifacts } = again;
        deepStrictEqual(
          { runsCreated, runsReplaced, artifacts },
          { runsCreated: 0, runsReplaced: 0, artifacts: 0 },
        );
      },
    );

    rule(
      'shows one sweep, and each of its runs and points once, where two machines have journaled it',
      async (begin) => {
        const { events, elsewhere, home, opened, shown } = await begin(16);
        await opened().push();
        const later = events.map((event) => ({ ...event, timeMs: event.timeMs + 3_600_000 }));
        const other = await elsewhere(later);
        await home.open(other.source).push();
        deepStrictEqual(valuesOf(await shown()), valuesOf(shownAfter(later)));
        // The first machine sends what it has once more.
        await opened().push();
        deepStrictEqual(valuesOf(await shown()), valuesOf(shownAfter(later)));
      },
    );

    rule('goes on where a push was broken off', async (begin) => {
      const { events, home, journal, opened, shown } = await begin();
      const stop = new AbortController();
      const broken = home.until(stop.signal).open(journal.source);
      await rejects(broken.push((done) => done === 2 && stop.abort(new Error('enough'))));
      notDeepStrictEqual(await shown(), shownAfter(events));
      await opened().push();
      deepStrictEqual(await shown(), shownAfter(events));
    });

    rule('is one copy when two push at once', async (begin) => {
      const { events, opened, shown } = await begin();
      const both = await Promise.allSettled([opened().push(), opened().push()]);
      // One may have found its run put aside by the other.
      ok(both.some(({ status }) => status === 'fulfilled'));
      deepStrictEqual(await shown(), shownAfter(events));
    });

    rule(
      'has what holds now once a run was executed again with other results, and nothing that was taken back',
      async (begin) => {
        const { events, journal, opened, shown } = await begin();
        const replica = await pushed(opened());
        const all = [...events, ...executedAgain(events, 'run2')];
        await journal.grow(all);
        const { runsReplaced } = await replica.push();
        strictEqual(runsReplaced, 1);
        deepStrictEqual(await shown(), shownAfter(all));
        await opened().push();
        deepStrictEqual(await shown(), shownAfter(all));
      },
    );

    rule(
      'has the night that came last, on the sweep and its runs, though nothing was computed in it',
      async (begin) => {
        const { events, journal, opened, shown, sweep } = await begin();
        const nights = [25, 26].map((day): TrackerEvent => ({
          ...{ type: 'night', timeMs: events.at(-1)!.timeMs + day, sweep },
          dueAt: `2026-11-${day}T01:00:00.000Z`,
        }));
        const all = [...events, nights[0]!];
        await journal.grow(all);
        const replica = await pushed(opened());
        deepStrictEqual(await shown(), shownAfter(all));
        await journal.grow([...all, nights[1]!]);
        ok((await replica.check()).differences.length > 0);
        await replica.push();
        deepStrictEqual(await shown(), shownAfter([...all, nights[1]!]));
        strictEqual((await shown())!.runs[0]!.night, '2026-11-26T01:00:00.000Z');
        deepStrictEqual((await replica.check()).differences, []);
        strictEqual((await opened().push()).runsCreated, 0);
      },
    );

    rule('tells how many points it has not pushed', async (begin) => {
      const { events, journal, opened } = await begin(5);
      const replica = opened();
      strictEqual(await replica.pendingPoints(), 8);
      await replica.push();
      strictEqual(await replica.pendingPoints(), 0);
      await journal.grow(events.slice(0, 6));
      strictEqual(await replica.pendingPoints(), 4);
    });

    rule('finds in a check what the copy lacks, and adds nothing to it', async (begin) => {
      const { events, journal, opened, shown } = await begin(6);
      ok((await opened().check()).differences.length > 0);
      strictEqual(await shown(), undefined);
      await opened().push();
      await journal.grow(events.slice(0, 7));
      const replica = opened();
      deepStrictEqual(
        (await replica.check()).differences.map(({ run }) => run),
        ['run1', 'run1', 'run1', 'run1'],
      );
      deepStrictEqual(await shown(), shownAfter(events.slice(0, 6)));
    });

    rule('keeps NaN and infinities', async (begin) => {
      const { events, journal, opened, shown, sweep } = await begin(3);
      const values = { loss: 'NaN', val_loss: 'Infinity', accuracy: '-Infinity' } as const;
      const all: TrackerEvent[] = [
        ...events.slice(0, 3),
        { type: 'metrics', timeMs: events[2]!.timeMs + 1, sweep, run: 'run1', step: 1, values },
      ];
      await journal.grow(all);
      const replica = await pushed(opened());
      deepStrictEqual(await shown(), shownAfter(all));
      deepStrictEqual((await replica.check()).differences, []);
    });

    rule('says of an artifact that is gone, sends all else, and has it once it is back', async (begin) => {
      const { events, journal, opened, shown, sweep } = await begin();
      const { event, put } = journal.artifactBeside({ sweep, run: 'run1', path: 'notes/large.txt' }, 'large');
      await journal.grow([...events, event]);
      const { notices } = await opened().push();
      strictEqual(notices.length, 1);
      ok(notices[0]!.includes('notes/large.txt'), notices[0]);
      deepStrictEqual(await shown(), shownAfter(events));
      await put();
      deepStrictEqual((await opened().push()).notices, []);
      strictEqual((await shown())!.runs[0]!.artifacts['notes/large.txt'], 'large');
    });

    rule('keeps sweeps apart whose runs have the same ids', async (begin) => {
      const [one, other] = [await begin(), await begin(12)];
      await one.opened().push();
      await other.opened().push();
      deepStrictEqual(await one.shown(), shownAfter(one.events));
      deepStrictEqual(await other.shown(), shownAfter(other.events.slice(0, 12)));
    });
  });
}

/** Three runs of four steps, each with an artifact; the second fails. */
const contractEvents = (sweep: string): readonly TrackerEvent[] =>
  [...sweepEvents({ sweep, runs: 3, steps: 4 })].flatMap((event): TrackerEvent[] => {
    if (event.type !== 'run-ended') return [event];
    const { timeMs, run } = event;
    const artifact = { type: 'artifact', timeMs, sweep, run, path: 'notes/config.yaml' } as const;
    return [
      { ...artifact, content: `run: ${run}\n`, encoding: 'utf8' },
      run === 'run2' ? { ...event, status: 'failed', reason: 'a test', cause: 'other' } : event,
    ];
  });

/** The same run in a later execution of its sweep, of which the second step and all after it come out otherwise. */
function executedAgain(events: readonly TrackerEvent[], id: string): readonly TrackerEvent[] {
  const later = events.filter(
    (event) =>
      event.type.startsWith('sweep-') || ('run' in event && event.run === id && event.type !== 'artifact'),
  );
  return later.map((event) => {
    const timeMs = event.timeMs + 60_000;
    return event.type === 'metrics' && event.step > 1
      ? { ...event, timeMs, values: { ...event.values, loss: 0.5 ** event.step } }
      : { ...event, timeMs };
  });
}

/** Of each run its points, whenever they were measured. */
const valuesOf = (sweep: ShownSweep | undefined) =>
  sweep?.runs.map(({ id, points }) => [
    id,
    Object.entries(points).map(([metric, all]) => [metric, all.map(([step, value]) => [step, value])]),
  ]);
