import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ThawError, type TrackerEvent } from '@thaw/core';
import { sayDamage } from '@thaw/locks';
import { parseEventLine, parseOutline } from './event-line.js';

/** A place between two lines of a journal. */
export interface JournalPosition {
  /** Bytes before it. */
  readonly offset: number;
  /** Whole lines before it. */
  readonly line: number;
}

export const journalStart: JournalPosition = { offset: 0, line: 0 };

export interface JournalEntry {
  readonly event: TrackerEvent;
  readonly start: JournalPosition;
  readonly end: JournalPosition;
}

const lineBreak = 0x0a;
/** The name that a journal's file has from its sweep; one that people have copied may have any. */
const namedSweep = /(?:^|[/\\])([0-9a-f]{12})\.ndjson$/;
export const sweepNamedBy = (file: string): string | undefined => namedSweep.exec(file)?.[1];

/** No event has more: what is too long for a line is a file of the store. */
const longestLine = 2 ** 26;
/** Kept of a longer one, to be shown. */
const excerptBytes = 60;

const excerptOf = (bytes: Buffer): string => JSON.stringify(bytes.toString('utf8', 0, excerptBytes));

/** Told of a line that is no event, or one of another sweep than the file's name says; reading goes on if it returns. */
export type OnDamaged = (file: string, line: number, bytes: Buffer) => void;

export const refuse: OnDamaged = (file, line, bytes) => {
  throw corruptLine(file, line, bytes);
};

const passOver: OnDamaged = (file, line, bytes) =>
  sayDamage(`line ${line} of the journal ${file} is damaged and passed over: ${excerptOf(bytes)}`);

/**
 * Streams the whole lines of a journal from a position on; memory stays at one line, and of one that is longer than any event it is passed over. What follows the last line break
 * is a line being written, or one that a crash tore: it was never acknowledged and is left out.
 */
export async function* readEntries(
  file: string,
  from: JournalPosition = journalStart,
  onDamaged: OnDamaged = refuse,
  parse: (line: Buffer) => TrackerEvent | undefined = parseEventLine,
): AsyncGenerator<JournalEntry> {
  const sweep = sweepNamedBy(file);
  let start = from;
  let pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(file, from.offset)) {
      let begin = 0;
      for (let stop = chunk.indexOf(lineBreak); stop >= 0; stop = chunk.indexOf(lineBreak, begin)) {
        const rest = chunk.subarray(begin, stop);
        const line = pieces.length > 0 ? Buffer.concat([...pieces, rest]) : rest;
        bytes += stop - begin;
        const event = bytes <= longestLine ? parse(line) : undefined;
        const end = { offset: start.offset + bytes + 1, line: start.line + 1 };
        if (event && (sweep ?? event.sweep) === event.sweep) yield { event, start, end };
        else onDamaged(file, end.line, line);
        start = end;
        pieces = [];
        bytes = 0;
        begin = stop + 1;
      }
      pieces.push(chunk.subarray(begin));
      bytes += chunk.length - begin;
      if (bytes > longestLine) pieces = [Buffer.concat(pieces.slice(0, 2)).subarray(0, excerptBytes)];
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? missingJournal(file) : error;
  }
}

/** Of a pipe that lies in its place none: nobody writes into it. */
async function* chunksOf(file: string, start: number): AsyncGenerator<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw missingJournal(file);
    yield* handle.createReadStream({ start, autoClose: false }) as AsyncIterable<Buffer>;
  } finally {
    await handle.close();
  }
}

/**
 * Streams a journal's events in order, with flat memory. A torn last line is left out; one that is damaged is passed over,
 * which is said once: what else the journal tells, and what others do, is worth having.
 * @throws ThawError `THAW-TRACKING-JOURNAL-MISSING`.
 */
export async function* readJournal(file: string): AsyncGenerator<TrackerEvent> {
  for await (const { event } of readEntries(file, journalStart, passOver)) yield event;
}

/** The same from a place between two lines on, with where each event ends. */
export const readEntriesFrom = (file: string, from: JournalPosition): AsyncGenerator<JournalEntry> =>
  readEntries(file, from, passOver);

/** A journal's events for whoever needs no artifacts: their texts are left out. */
export async function* readOutline(file: string): AsyncGenerator<TrackerEvent> {
  for await (const { event } of readEntries(file, journalStart, passOver, parseOutline)) yield event;
}

/** The event whose line starts at an offset. */
export async function readEventAt(file: string, position: JournalPosition): Promise<TrackerEvent> {
  for await (const { event } of readEntries(file, position)) return event;
  throw new RangeError(`${file} has no line at offset ${position.offset}`);
}

const missingJournal = (file: string): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-JOURNAL-MISSING',
    message: `there is no journal ${file}`,
    remedy: 'Check --store; `thaw runs` lists the sweeps of a store.',
  });

const corruptLine = (file: string, line: number, bytes: Buffer): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-JOURNAL-CORRUPT',
    message: `line ${line} of the journal is damaged`,
    position: { file, line, column: 1, length: Math.max(1, bytes.length) },
    expected: 'one event, as JSON, a line',
    found: excerptOf(bytes),
    remedy: 'Restore the file from a backup, or delete this line: only the event that it held is then lost.',
  });
