import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../journal/journal.js';
import { readJournal } from '../journal/read-journal.js';
import { foldJournal } from '../runs/fold-journal.js';
import { MemoryTracker } from './memory-tracker.fixture.js';
import { trackerContract } from './tracker-contract.fixture.js';

trackerContract('the journal', async (sweep) => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-journal-'));
  const tracker = await openJournal({ folder, sweep });
  return {
    tracker,
    read: () => foldJournal(readJournal(tracker.file)),
    reopen: () => openJournal({ folder, sweep }),
  };
});

trackerContract('the tracker in memory', async () => {
  const tracker = new MemoryTracker();
  return {
    tracker,
    read: () => foldJournal(tracker.events),
    reopen: async () => Object.assign(new MemoryTracker(), { events: tracker.events }),
  };
});
