import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSweep, syncJournal } from '../../../packages/tracker/dist/index.js';
import { eventLine } from '../../../packages/tracker/dist/journal/event-line.js';
import { sweepEvents } from '../../../packages/tracker/dist/contract/sweep-events.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateJson } from '../mutate-json.mjs';
import { accepted, fingerprint } from '../outcome.mjs';

const sweep = '0123456789ab';

function mutate(bytes, random, others) {
  if (random() < 0.3) return mutateBytes(bytes, random, others);
  const lines = Buffer.from(bytes).toString().trim().split('\n');
  for (let left = random() < 0.7 ? 1 : 4; left > 0; left--) {
    const index = Math.floor(random() * lines.length);
    const way = random();
    if (way < 0.7) {
      try {
        lines[index] = JSON.stringify(mutateJson(JSON.parse(lines[index]), random)) ?? '';
      } catch {
        lines[index] = '';
      }
    } else if (way < 0.8) lines.splice(index, 1);
    else lines.splice(index, 0, lines[Math.floor(random() * lines.length)]);
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Whoever looks passes over what is no event; whoever copies refuses it. */
const journal = {
  name: 'journal',
  seeds: () => [Buffer.from([...sweepEvents({ sweep, runs: 2, steps: 2 })].map(eventLine).join(''))],
  mutate,
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
