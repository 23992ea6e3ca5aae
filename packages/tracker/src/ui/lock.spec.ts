import { mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { withLock } from './lock.js';

it('lets one in at a time and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-lock-'));
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} in`);
    await sleep(20);
    log.push(`${name} out`);
    if (name === 'b') throw new Error('b failed');
  };
  const all = await Promise.allSettled(
    ['a', 'b', 'c'].map((name) => withLock(join(folder, 'lock'), work(name))),
  );
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const order = log.filter((_, index) => index % 2 === 0).map((entry) => entry[0]);
  expect(log).toEqual(order.flatMap((name) => [`${name} in`, `${name} out`]));
  expect(await readdir(folder)).toEqual([]);
});

it('takes over a lock whose holder was killed', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'thaw-lock-')), 'lock');
  await writeFile(file, '');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, longAgo, longAgo);
  expect(await withLock(file, async () => 'done')).toBe('done');
});
