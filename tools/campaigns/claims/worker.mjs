/**
 * A process that claims stages of a store until all are done, for `claims.mjs`: STORE LOG STAGES EPOCHS EPOCH_MS SKEW_MS SEED. Of each stage it
 * reads the history, adds epoch after epoch to it, and notes in its log what the store has acknowledged.
 */
import { Buffer } from 'node:buffer';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@thaw/core';
import { openStore } from '@thaw/execution/store';

const [, , settings, log, ...numbers] = process.argv;
const [stages, epochs, epochMs, skewMs, seed] = numbers.map(Number);
const trueNow = Date.now;
Date.now = () => trueNow() + skewMs;

const random = seededRandom(seed);
const store = openStore(JSON.parse(settings), { onNotice: (line) => note('damage', line) });
const note = (...words) => appendFileSync(log, `${words.join(' ')}\n`);
const historyOf = async (stage) => {
  const found = await store.read(stage, 'history');
  return found ? JSON.parse(Buffer.from(found).toString()) : [];
};
const bytes = (value) => Buffer.from(JSON.stringify(value));

const left = new Set(Array.from({ length: stages }, (_, index) => `${index}`.padStart(4, '0')));
while (left.size > 0) {
  const keys = [...left];
  const key = keys[Math.floor(random() * keys.length)];
  const stage = { kind: 'train', key };
  if ((await historyOf(stage)).length >= epochs) {
    left.delete(key);
    continue;
  }
  const attempt = await store.tryClaim(stage, 'training');
  if ('holder' in attempt) {
    await sleep(50 + 200 * random());
    continue;
  }
  const { claim } = attempt;
  note('claimed', key);
  try {
    for (let history = await historyOf(stage); history.length < epochs && !claim.lost.aborted;) {
      await sleep(epochMs * (0.5 + random()));
      const epoch = `${key}-${process.env.THAW_WORKER}-${Math.floor(1e9 * random())}`;
      history = [...history, epoch];
      // As a training does: what is left of the state before is removed in the same update.
      const changes = [
        ['history', bytes(history)],
        [`state-${history.length}`, bytes(`state after ${history.length}`)],
        ...(history.length > 1 ? [[`state-${history.length - 1}`, undefined]] : []),
      ];
      await store.update(stage, new Map(changes));
      note('stored', key, epoch);
    }
  } catch (error) {
    if (!claim.lost.aborted) throw error;
    note('refused', key);
  }
  if (claim.lost.aborted) note('lost', key);
  await claim.release();
}
