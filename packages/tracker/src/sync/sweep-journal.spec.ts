import { appendFile } from 'node:fs/promises';
import type { TrackerEvent } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { describe, expect, it } from 'vitest';
import { journalOf } from '../contract/journal-file.fixture.js';
import { sweepEvents } from '../contract/sweep-events.js';
import { eventLine } from '../journal/event-line.js';
import { SweepState } from '../runs/sweep-state.js';
import { SweepJournal } from './sweep-journal.js';

const events = [...sweepEvents({ sweep: 's1', runs: 3, steps: 20 })];
const later = (event: TrackerEvent): TrackerEvent => ({ ...event, timeMs: event.timeMs + 1e6 });
const differently = (event: TrackerEvent): TrackerEvent =>
  event.type === 'metrics' && event.step === 7 ? { ...event, values: { loss: 9 } } : event;
/** Longer than what is read past to reach the next line of a run. */
const large: TrackerEvent = {
  ...{ type: 'artifact', timeMs: 1, sweep: 's1', path: 'large' },
  content: 'x'.repeat(100_000),
  encoding: 'utf8',
};
const interleaved = [0, 1, 2].flatMap((rest) => events.slice(2, -1).filter((_, index) => index % 3 === rest));

describe('a run read alone from a journal', () => {
  it.each<[string, readonly TrackerEvent[]]>([
    ['one run after another', events],
    ['attempts that come to other results', [...events, ...events.map(later).map(differently)]],
    ['a sweep that was left and begun again', [...events.slice(0, 40), ...events.slice(0, 5).map(later)]],
    ['runs at the same time', [...events.slice(0, 2), ...interleaved]],
    ['large lines between', events.flatMap((event, index) => (index % 9 === 0 ? [event, large] : [event]))],
  ])('is as it is in the whole: %s', async (_, list) => {
    const file = await journalOf(list.slice(0, 30));
    const journal = new SweepJournal(file);
    await journal.read();
    for (const run of journal.sweep!.runs) await journal.load(run);
    await appendFile(file, list.slice(30).map(eventLine).join(''));
    await journal.read();

    const whole = new SweepState();
    for (const event of list) whole.apply(event);
    // Nobody executes it.
    whole.abandon();
    expect(journal.sweep!.runs.map(({ id }) => id)).toEqual(whole.runs.map(({ id }) => id));
    for (const [index, run] of journal.sweep!.runs.entries()) {
      const { version: _version, ...expected } = whole.runs[index]!;
      expect(await journal.load(run)).toMatchObject(expected);
      const { status, endedMs, revisionMs } = expected;
      expect(run).toMatchObject({ status, endedMs, revisionMs });
      expect(run.metrics).toEqual(whole.runs[index]!.metrics);
    }
  });
});

describe('what a newer Thaw has written', () => {
  const by =
    (thaw: string) =>
    (event: TrackerEvent): TrackerEvent =>
      event.type === 'sweep-started' ? { ...event, origin: { thaw } } : event;
  const unknown = JSON.stringify({ ...events.find(({ type }) => type === 'run-ended')!, status: 'paused' });
  const read = async (list: readonly TrackerEvent[], line: string) => {
    const file = await journalOf(list);
    await appendFile(file, `${line}\n`);
    const journal = new SweepJournal(file);
    const heard: string[] = [];
    const stop = hearDamage((each) => heard.push(each));
    await journal.read().finally(stop);
    const runs = [];
    for (const run of journal.sweep!.runs) runs.push(await journal.load(run));
    return { heard, statuses: runs.map(({ status }) => status) };
  };

  it('is passed over where this one does not know it, and said once', async () => {
    const { heard, statuses } = await read(events.map(by('99.0.0')), unknown);
    expect(heard).toEqual([expect.stringContaining('was made by a newer Thaw (99.0.0) and is passed over')]);
    expect(statuses).toEqual(['finished', 'finished', 'finished']);
  });

  it.each([
    ['this or an earlier Thaw', by('0.1.9'), unknown],
    ['nobody knows whom', (event: TrackerEvent) => event, unknown],
    ['a newer one, and is no event', by('99.0.0'), unknown.slice(0, -1)],
    ['a newer one, of another sweep', by('99.0.0'), unknown.replace('"sweep":"s1"', '"sweep":"s2"')],
  ])('is damage where it is of %s', async (_, written, line) => {
    await expect(read(events.map(written), line)).rejects.toThrow('THAW-TRACKING-JOURNAL-CORRUPT');
  });
});
