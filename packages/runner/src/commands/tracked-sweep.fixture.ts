import type { TrackerEvent } from '@thaw/core';
import { openJournal } from '@thaw/tracker';

/** Writes the journal of a sweep of two runs into a folder. Returns its file. */
export async function writeJournal(folder: string, sweep: string, name: string): Promise<string> {
  const journal = await openJournal({ folder, sweep });
  const about = { sweep, timeMs: Date.UTC(2026, 0, 2) };
  const runs = ['run1', 'run2'];
  const events: TrackerEvent[] = [
    {
      ...about,
      type: 'sweep-started',
      name,
      experiment: name,
      runs,
      objective: { metric: 'val_accuracy', goal: 'maximize' },
      tags: {},
    },
    ...runs.flatMap((run, index): TrackerEvent[] => [
      { ...about, type: 'run-started', run, name: run, params: { 'head.dropout': index / 10 }, tags: {} },
      ...[1, 2, 3].map((step): TrackerEvent => {
        const timeMs = about.timeMs + step;
        return { ...about, type: 'metrics', timeMs, run, step, values: { val_accuracy: step / 4 } };
      }),
      { ...about, type: 'run-ended', timeMs: about.timeMs + 9, run, status: 'finished' },
    ]),
    { ...about, type: 'sweep-ended', timeMs: about.timeMs + 10, status: 'finished' },
  ];
  for (const event of events) await journal.record(event);
  await journal.close();
  return journal.file;
}
