/**
 * A process that wants a lock, for tests. `hold FILE`: takes it, says so, and keeps it until its input ends.
 * `try FILE`: prints what an attempt gives. `race FILE MARK MS`: takes it again and again, and says if it was not alone;
 * every now and then it dies with it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock, waitForLock, withLock } from '../dist/index.js';

const [, , job, file, mark, ms] = process.argv;
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

if (job === 'hold') {
  await waitForLock(file, { purpose: 'holding' });
  say({ held: true });
  process.stdin.resume();
  process.stdin.on('end', () => process.exit());
}

if (job === 'try') {
  const attempt = await tryLock(file, 'trying');
  say('lock' in attempt ? { held: true } : attempt.holder);
  if ('lock' in attempt) await attempt.lock.release();
}

if (job === 'race') {
  const end = Date.now() + Number(ms);
  for (let turn = 0; Date.now() < end; turn += 1) {
    await withLock(file, { purpose: 'racing', pollMs: 5 }, async () => {
      const me = `${process.pid} ${turn}`;
      writeFileSync(mark, me);
      await sleep(Math.random() * 3);
      if (readFileSync(mark, 'utf8') !== me) say({ notAlone: me });
      if (Math.random() < 0.02) process.kill(process.pid, 'SIGKILL');
      say({ turn });
    });
  }
}
