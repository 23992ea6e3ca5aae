import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackerEvent } from '@thaw/core';
import { onTestFinished } from 'vitest';
import { journalIn } from './journal-file.js';

/** A journal that is gone when the test is over. */
export async function journalOf(events: Iterable<TrackerEvent>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-journal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return journalIn(folder, events);
}
