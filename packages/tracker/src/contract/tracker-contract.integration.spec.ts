import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForLock } from '@thaw/locks';

import { journalLock } from '../journal/journal-lock.js';
import { openJournal } from '../journal/journal.js';
import { readJournal } from '../journal/read-journal.js';
import { foldJournal } from '../runs/fold-journal.js';
import { SweepJournal } from '../sync/sweep-journal.js';
import { MemoryTracker } from './memory-tracker.fixture.js';
import { sharedServer } from '../mlflow/replica/mlflow-server.fixture.js';
import { readMlflow } from '../mlflow/replica/read-mlflow.fixture.js';
import { trackerContract, type Records } from './tracker-contract.fixture.js';

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

const server = sharedServer();

trackerContract(
  'MLflow behind a journal',
  async (sweep) => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-journal-'));
    const tracker = await openJournal({ folder, sweep });
    // As a sweep does that is being executed; a server is told of one that nobody holds that it was killed.
    await waitForLock(journalLock(tracker.file), { purpose: 'the sweep' });
    const journal = new SweepJournal(tracker.file);
    const replica = server.home().open(journal);
    return {
      tracker,
      async read() {
        await journal.read();
        if (journal.sweep) await replica.push();
        return readMlflow(server.client(), sweep);
      },
      reopen: () => openJournal({ folder, sweep }),
    };
  },
  whatMlflowShows,
);

/** Stages and the reason of a failure are text in MLflow's notes, and so is the objective. */
function whatMlflowShows({ sweep, runs }: Records): unknown {
  return {
    sweep: { id: sweep?.id, name: sweep?.name, experiment: sweep?.experiment, status: sweep?.status },
    runs: runs.map(({ id, name, sweep: of, status, params, metrics, history }) => {
      return { id, name, of, status, params, metrics, history };
    }),
  };
}
