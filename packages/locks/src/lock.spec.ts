import { spawnSync } from 'node:child_process';
import {
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { holderOf, thisProcess, tryLock, type Lock, type LockAttempt, type ProcessName } from './index.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-lock-'));
  file = join(folder, 'claims', 'train-1.json');
});
afterEach(() => rm(folder, { recursive: true }));

const locked = (attempt: LockAttempt): Lock => {
  if (!('lock' in attempt)) throw new Error(`held by ${JSON.stringify(attempt.holder)}`);
  return attempt.lock;
};
const heldBy = async (owner: Partial<ProcessName & { purpose: string; token: string }>) => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...thisProcess(), purpose: 'p', token: 't', ...owner }));
};
const lastRenewed = (secondsAgo: number, path = file) => {
  const then = new Date(Date.now() - secondsAgo * 1000);
  return utimes(path, then, then);
};
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('tryLock', () => {
  it('gives it to one, tells the others who has it, gives it again after its release, and leaves nothing', async () => {
    const lock = locked(await tryLock(file, 'training'));
    expect(await tryLock(file, 'other')).toMatchObject({
      holder: { pid: process.pid, host: hostname(), purpose: 'training', isSeen: true },
    });
    expect(await holderOf(file)).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await holderOf(file)).toBeUndefined();
    await locked(await tryLock(file, 'other')).release();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('gives it to exactly one of many at once, also when a dead process has it', async () => {
    for (const prepare of [async () => {}, () => heldBy({ pid: deadPid() })]) {
      await prepare();
      const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(file, 'training')));
      const winners = attempts.filter((attempt) => 'lock' in attempt);
      expect(winners).toHaveLength(1);
      await locked(winners[0]!).release();
      expect(await readdir(dirname(file))).toEqual([]);
    }
  });

  it('takes over at once from a process that is gone, and from one whose number another has now', async () => {
    await heldBy({ pid: deadPid() });
    expect(await holderOf(file)).toBeUndefined();
    await locked(await tryLock(file, 'training')).release();
    await heldBy({ startTicks: '1' });
    await locked(await tryLock(file, 'training')).release();
  });

  it('takes over from one who died while taking over', async () => {
    await heldBy({ pid: deadPid() });
    const next = { ...thisProcess(), pid: deadPid(), purpose: 'p', token: 'u' };
    await writeFile(`${file}.after-t`, JSON.stringify(next));
    await locked(await tryLock(file, 'training')).release();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('does not take over from a process that runs, however long ago it renewed its lock', async () => {
    await heldBy({});
    await lastRenewed(3_600);
    expect(await tryLock(file, 'training')).toMatchObject({ holder: { isSeen: true } });
  });

  it.each([
    ['another machine', { host: 'elsewhere', boot: 'another', pid: 1 }],
    ['another machine of the same name', { boot: 'another', pid: deadPid() }],
    ['another container', { pidNamespace: 'pid:[1]', pid: deadPid() }],
    ['a Thaw that did not name its boot', { boot: undefined, startTicks: undefined, pid: deadPid() }],
  ])('takes over from %s only when the lock was not renewed for a minute', async (_, owner) => {
    await heldBy(owner);
    await lastRenewed(55);
    expect(await tryLock(file, 'training')).toMatchObject({ holder: { pid: owner.pid, isSeen: false } });
    await lastRenewed(61);
    await locked(await tryLock(file, 'training')).release();
  });

  it.each(['{"pid":', '', 'null'])(
    'takes over a lock that a crash has torn, after a minute: %j',
    async (torn) => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, torn);
      expect(await tryLock(file, 'training')).toMatchObject({ holder: { isSeen: false } });
      await lastRenewed(61);
      await locked(await tryLock(file, 'training')).release();
      expect(await readdir(dirname(file))).toEqual([]);
    },
  );

  it.each([
    ['a token that leads out of the folder', { token: '../../elsewhere' }],
    ['a process of no number', { pid: 'self' as unknown as number }],
    ['a purpose that is no text', { purpose: {} as unknown as string }],
    ['a token that is a list', { token: ['t'] as unknown as string }],
  ])('takes %s for a lock that a crash has torn', async (_, content) => {
    await heldBy(content);
    await lastRenewed(61);
    await locked(await tryLock(file, 'training')).release();
    expect(await readdir(dirname(file))).toEqual([]);
    expect(await readdir(folder)).toEqual(['claims']);
  });

  it('ends where one that comes after another says the same token', async () => {
    await heldBy({ pid: deadPid() });
    await writeFile(`${file}.after-t`, await readFile(file, 'utf8'));
    await lastRenewed(61, `${file}.after-t`);
    await locked(await tryLock(file, 'training')).release();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it.each([
    [
      'files that are one file',
      async () => {
        await writeFile(file, '');
        const { ino } = await stat(file);
        await link(file, `${file}.after-torn-${ino}`);
      },
    ],
    ['a link to nothing', () => symlink('nothing', file)],
  ])('takes %s for a lock that a crash has torn, and comes to an end', async (_, put) => {
    await mkdir(dirname(file), { recursive: true });
    await put();
    await lastRenewed(61).catch(() => undefined);
    await locked(await tryLock(file, 'training')).release();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('leaves a folder where it is that stands in its place', async () => {
    await mkdir(file, { recursive: true });
    await lastRenewed(61);
    await locked(await tryLock(file, 'training')).release();
    expect(await readdir(dirname(file))).toEqual(['train-1.json']);
  });

  it('does not give back what another has taken over, and tells the loser', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const lost = locked(await tryLock(file, 'training'));
      const { token } = JSON.parse(await readFile(file, 'utf8')) as { token: string };
      await writeFile(
        `${file}.after-${token}`,
        JSON.stringify({ ...thisProcess(), purpose: 'p', token: 'x' }),
      );
      vi.advanceTimersByTime(10_000);
      await vi.waitFor(() => expect(lost.lost.aborted).toBe(true));
      await lost.release();
      expect(await tryLock(file, 'x')).toMatchObject({ holder: { purpose: 'p' } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes nothing away from a third, where it was taken over and given back while its holder was paused', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const paused = locked(await tryLock(file, 'training'));
      await heldBy({
        ...(JSON.parse(await readFile(file, 'utf8')) as object),
        boot: 'another',
        host: 'elsewhere',
      });
      await lastRenewed(61);
      const other = locked(await tryLock(file, 'training again'));
      expect(other.before).toEqual([paused.token]);
      expect([await paused.isHeld(), await other.isHeld()]).toEqual([false, true]);
      await other.release();
      const third = locked(await tryLock(file, 'evaluating'));
      expect([third.before, await paused.isHeld()]).toEqual([[], false]);
      vi.advanceTimersByTime(10_000);
      await vi.waitFor(() => expect(paused.lost.aborted).toBe(true));
      await paused.release();
      expect(await tryLock(file, 'x')).toMatchObject({ holder: { purpose: 'evaluating' } });
      expect(third.lost.aborted).toBe(false);
      await third.release();
      expect(await readdir(dirname(file))).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});
