import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { eventLine } from '../journal/event-line.js';

export async function journalOf(events: Iterable<TrackerEvent>): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'thaw-journal-')), 'sweep.ndjson');
  await writeFile(file, [...events].map(eventLine).join(''));
  return file;
}
