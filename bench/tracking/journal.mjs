// Writes the journal of a sweep that went well: every run with its params, four metrics an epoch, its end.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

const startMs = Date.UTC(2026, 0, 2);

function* events(sweep, runs, epochs, params) {
  let timeMs = startMs;
  const about = () => ({ timeMs: timeMs++, sweep });
  const ids = Array.from({ length: runs }, (_, index) => `run${String(index).padStart(4, '0')}`);
  const objective = { metric: 'val_accuracy', goal: 'maximize' };
  yield { type: 'sweep-started', ...about(), name: sweep, experiment: sweep, runs: ids, objective, tags: {} };
  const config = Object.fromEntries(Array.from({ length: params }, (_, index) => [`param.${index}`, index]));
  for (const [index, run] of ids.entries()) {
    yield { type: 'run-started', ...about(), run, name: run, params: config, tags: {} };
    for (let step = 1; step <= epochs; step++) {
      const loss = (1 + index) / step;
      const values = { loss, accuracy: 1 - loss, val_loss: 1.1 * loss, val_accuracy: 0.9 - loss };
      yield { type: 'metrics', ...about(), run, step, values };
    }
    yield { type: 'run-ended', ...about(), run, status: 'finished' };
  }
  yield { type: 'sweep-ended', ...about(), status: 'finished' };
}

/** Returns the number of points. */
export async function writeJournal(store, sweep, { runs, epochs, params }) {
  const folder = join(store, 'journals');
  await mkdir(folder, { recursive: true });
  const file = createWriteStream(join(folder, `${sweep}.ndjson`));
  for (const event of events(sweep, runs, epochs, params)) {
    if (!file.write(`${JSON.stringify(event)}\n`))
      await new Promise((resolve) => file.once('drain', resolve));
  }
  file.end();
  await finished(file);
  return runs * epochs * 4;
}
