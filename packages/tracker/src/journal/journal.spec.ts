import { appendFile, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { hearDamage } from '@thaw/locks';
import { describe, expect, it } from 'vitest';
import { sweepEvents } from '../contract/sweep-events.js';
import { journalPath, openJournal } from './journal.js';
import { readEntries, readJournal } from './read-journal.js';

const events = [...sweepEvents({ sweep: 's1', runs: 2, steps: 3 })];
const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'thaw-journal-'));
const written = (list: readonly TrackerEvent[]): string =>
  list.map((event) => `${JSON.stringify(event)}\n`).join('');
async function readAll(file: string): Promise<TrackerEvent[]> {
  const list: TrackerEvent[] = [];
  for await (const event of readJournal(file)) list.push(event);
  return list;
}

async function entriesOf(file: string): Promise<number> {
  let entries = 0;
  for await (const _ of readEntries(file)) entries++;
  return entries;
}

describe('the journal', () => {
  it('holds one JSON a line, in the order of the calls', async () => {
    const journal = await openJournal({ folder: await newFolder(), sweep: 's1' });
    await Promise.all(events.map((event) => journal.record(event)));
    expect(await readFile(journal.file, 'utf8')).toBe(written(events));
    await journal.close();
  });

  it('makes its folder', async () => {
    const folder = join(await newFolder(), 'deep', 'journals');
    const journal = await openJournal({ folder, sweep: 's1' });
    await journal.close();
    expect(journal.file).toBe(journalPath(folder, 's1'));
    expect((await stat(journal.file)).size).toBe(0);
  });

  it.each([
    ['half a line', '{"type":"metr'],
    ['a line without its line break', JSON.stringify(events[2])],
    ['bytes that are no text', '\u0000\u0000\u0000'],
    ['half a line longer than a block', `{"type":"artifact","content":"${'x'.repeat(200_000)}`],
  ])('cuts off %s that a crash left at the end', async (_, torn) => {
    const folder = await newFolder();
    await writeFile(journalPath(folder, 's1'), written(events.slice(0, 2)) + torn);
    const journal = await openJournal({ folder, sweep: 's1' });
    await journal.record(events[2]!);
    await journal.close();
    expect(await readFile(journal.file, 'utf8')).toBe(written(events.slice(0, 3)));
  });

  it('starts anew where nothing but a torn line was left', async () => {
    const folder = await newFolder();
    await writeFile(journalPath(folder, 's1'), '{"type":');
    await (await openJournal({ folder, sweep: 's1' })).close();
    expect(await readFile(journalPath(folder, 's1'), 'utf8')).toBe('');
  });

  it('writes no more when another process has taken over and written, and overwrites nothing of it', async () => {
    const folder = await newFolder();
    const paused = await openJournal({ folder, sweep: 's1' });
    await paused.record(events[0]!);
    const other = await openJournal({ folder, sweep: 's1' });
    await other.record(events[1]!);
    await expect(paused.record(events[2]!)).rejects.toMatchObject({
      problems: [{ code: 'THAW-TRACKING-JOURNAL-TAKEN' }],
    });
    await other.record(events[3]!);
    expect(await readAll(other.file)).toEqual([events[0], events[1], events[3]]);
    await Promise.all([paused.close(), other.close()]);
  });

  it('writes numbers that JSON does not have by their names', async () => {
    const journal = await openJournal({ folder: await newFolder(), sweep: 's1' });
    const values = { loss: Number.NaN, val_loss: Number.NEGATIVE_INFINITY };
    await journal.record({ type: 'metrics', timeMs: 1, sweep: 's1', run: 'a', step: 1, values });
    await journal.close();
    expect(await readFile(journal.file, 'utf8')).toContain('{"loss":"NaN","val_loss":"-Infinity"}');
  });

  it('refuses an event of another sweep', async () => {
    const journal = await openJournal({ folder: await newFolder(), sweep: 's2' });
    await expect(journal.record(events[0]!)).rejects.toThrow('an event of s1 in the journal of s2');
    await journal.close();
  });
});

describe('reading a journal', () => {
  it('leaves out a torn last line', async () => {
    const file = journalPath(await newFolder(), 's1');
    await writeFile(file, `${written(events)}{"type":"metrics","timeMs":12`);
    expect(await readAll(file)).toEqual(events);
  });

  it('yields lines that are longer than what is read at once, and text that a read divides', async () => {
    const content = 'Größe 🦊 '.repeat(40_000);
    const artifact: TrackerEvent = {
      type: 'artifact',
      timeMs: 1,
      sweep: 's1',
      path: 'a',
      content,
      encoding: 'utf8',
    };
    const file = journalPath(await newFolder(), 's1');
    await writeFile(file, written([...events, artifact, ...events]));
    expect(await readAll(file)).toEqual([...events, artifact, ...events]);
  });

  const damaged = [
    ['no JSON', '{"type":"metrics",,}'],
    ['no event', '{"hello":"world"}'],
    ['null', 'null'],
    ['an empty line', ''],
    ['points without values', '{"type":"metrics","timeMs":1,"sweep":"s1","run":"a","step":1}'],
    ['a time of no date', '{"type":"sweep-ended","timeMs":9e15,"sweep":"s1","status":"finished"}'],
    ['no stage', '{"type":"stages","timeMs":1,"sweep":"s1","run":"a","stages":[null]}'],
    ['a sweep without runs', '{"type":"sweep-started","timeMs":1,"sweep":"s1"}'],
    ['a file without content', '{"type":"artifact","timeMs":1,"sweep":"s1","path":"a"}'],
    [
      'a file that is none of the store',
      `{"type":"artifact","timeMs":1,"sweep":"s1","path":"a","file":{"sha256":"${'0'.repeat(64)}","bytes":1,"path":"../a/../../x"}}`,
    ],
  ] as const;

  it.each(damaged)('passes over a line of %s in the middle, and says so once', async (_, line) => {
    const file = journalPath(await newFolder(), 's1');
    await writeFile(file, `${written(events.slice(0, 4))}${line}\n${written(events.slice(4))}`);
    const heard: string[] = [];
    const stop = hearDamage((each) => heard.push(each));
    expect(await readAll(file)).toEqual(events);
    expect(await readAll(file)).toEqual(events);
    stop();
    const excerpt = JSON.stringify(line.slice(0, 60));
    expect(heard).toEqual([`line 5 of the journal ${file} is damaged and passed over: ${excerpt}`]);
  });

  it.each(damaged)('names the line of %s to a replica, which is to be whole', async (_, line) => {
    const file = journalPath(await newFolder(), 's1');
    await writeFile(file, written(events.slice(0, 4)));
    await appendFile(file, `${line}\n${written(events.slice(4))}`);
    await expect(entriesOf(file)).rejects.toMatchObject({
      problems: [
        {
          code: 'THAW-TRACKING-JOURNAL-CORRUPT',
          position: { file, line: 5 },
          found: JSON.stringify(line.slice(0, 60)),
        },
      ],
    });
  });

  it('takes no line of another sweep, nor its name', async () => {
    const [sweep, other] = ['0123456789ab', '0123456789ac'];
    const own = [...sweepEvents({ sweep, runs: 1, steps: 1 })];
    const file = journalPath(await newFolder(), sweep);
    await writeFile(file, written([...own, ...sweepEvents({ sweep: other, runs: 1, steps: 1 })]));
    expect(await readAll(file)).toEqual(own);
  });

  it('takes what only a newer Thaw knows', async () => {
    const file = journalPath(await newFolder(), 's1');
    const newer = [
      { ...events[0], colour: 'red' },
      { type: 'weather', timeMs: 1, sweep: 's1', sun: true },
    ];
    await writeFile(file, written(newer as TrackerEvent[]));
    expect(await readAll(file)).toEqual(newer);
  });

  it('says that a journal is missing', async () => {
    await expect(readAll('/nowhere/s1.ndjson')).rejects.toThrow(
      'THAW-TRACKING-JOURNAL-MISSING: there is no journal /nowhere/s1.ndjson',
    );
  });
});
