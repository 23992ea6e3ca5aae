import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSweep, syncJournal } from '../../../packages/tracker/dist/index.js';
import { eventLine } from '../../../packages/tracker/dist/journal/event-line.js';
import { sweepEvents } from '../../../packages/tracker/dist/contract/sweep-events.js';
import { mutateJsonLines } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

const sweep = '0123456789ab';

/** Whoever looks passes over what is no event; whoever copies refuses it. */
const journal = {
  name: 'journal',
  seeds: () => [Buffer.from([...sweepEvents({ sweep, runs: 2, steps: 2 })].map(eventLine).join(''))],
  mutate: mutateJsonLines,
  open(folder) {
    const file = join(folder, `${sweep}.ndjson`);
    const home = { name: 'nowhere', open: () => ({ progress: 0, push: () => Promise.resolve({}) }) };
    return async (bytes) => {
      await writeFile(file, bytes);
      const seen = await readSweep(file);
      if (seen.sweep && seen.sweep.id !== undefined && seen.sweep.id !== sweep)
        throw new Error(`sweep ${seen.sweep.id}`);
      await syncJournal({ journalFile: file, home });
      return accepted(fingerprint(seen));
    };
  },
};

export const targets = [journal];
