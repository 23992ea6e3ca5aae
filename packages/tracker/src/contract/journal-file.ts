import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { eventLine } from '../journal/event-line.js';

/** A journal in a folder of its own. */
export async function journalIn(folder: string, events: Iterable<TrackerEvent>): Promise<string> {
  const file = join(folder, 'sweep.ndjson');
  await mkdir(folder, { recursive: true });
  await writeFile(file, [...events].map(eventLine).join(''));
  return file;
}
