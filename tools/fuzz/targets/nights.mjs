import { historyLine, nightsIn, readHistory } from '../../../packages/core/dist/index.js';
import { mutateJsonLines } from '../mutate-json.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const at = '2026-01-02T03:04:05.000Z';
const spec = 'flowers.yaml';
const entries = [
  { type: 'scheduled', spec, at, cron: '0 2 * * *', timeZone: 'UTC' },
  { type: 'begun', spec, at, dueAt: at, outcome: 'ran' },
  {
    ...{ type: 'night', spec, at, name: 'flowers', dueAt: at, outcome: 'ran', startedAt: at, endedAt: at },
    ...{ computed: 2, reused: 1, seconds: 3, runs: { finished: 1, failed: 0 }, failures: [] },
    best: { run: 'r', name: 'n', parameters: { a: '1' }, value: 0.5, stage: 'f00d' },
  },
];

/** A line whose checksum is right again, which needs no secret. */
function sealed(line) {
  try {
    const entry = JSON.parse(line);
    delete entry.sum;
    return historyLine(entry).trim();
  } catch {
    return line;
  }
}

const history = {
  name: 'nights',
  seeds: () => [Buffer.from(entries.map(historyLine).join(''))],
  mutate(bytes, random, others) {
    const changed = mutateJsonLines(bytes, random, others);
    return random() < 0.4 ? changed : Buffer.from(changed.toString().split('\n').map(sealed).join('\n'));
  },
  open: () => (bytes) => {
    const { entries: read, damaged, unknown } = readHistory(Buffer.from(bytes).toString());
    const nights = nightsIn(read).map(({ spec: of, dueAt, best }) => [of, Date.parse(dueAt), best?.value]);
    return read.length === 0 ? passedOver('nothing') : accepted(fingerprint([nights, damaged, unknown]));
  },
};

export const targets = [history];
