import type { TrackerEvent } from '@thaw/core';
import { isSweepAlive } from '../journal/journal-lock.js';
import { readJournal, readOutline } from '../journal/read-journal.js';
import { foldJournal, type FoldedJournal } from './fold-journal.js';

/**
 * What a journal tells of its sweep, for whoever looks: where it tells of no end, the sweep runs if some process
 * executes it, and is interrupted if none does. `onEvent` sees each event as it passes.
 */
export async function readSweep(
  journalFile: string,
  onEvent?: (event: TrackerEvent) => void,
): Promise<FoldedJournal> {
  // Before the journal is read: a process that ends meanwhile has written so.
  const isAlive = await isSweepAlive(journalFile);
  const events = onEvent ? passing(readJournal(journalFile), onEvent) : readOutline(journalFile);
  return foldJournal(events, { isAlive });
}

async function* passing<Event>(
  events: AsyncIterable<Event>,
  onEvent: (event: Event) => void,
): AsyncGenerator<Event> {
  for await (const event of events) {
    onEvent(event);
    yield event;
  }
}
