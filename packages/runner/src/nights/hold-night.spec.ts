import { historyLine, nightsIn, type HistoryEntry } from '@thaw/core';
import { tryLock } from '@thaw/locks';
import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HistoryFile, nightsFolder } from './history-file.js';
import { foreseeNight, holdNight, type DueSpec, type NightContext } from './hold-night.js';

const hourMs = 3_600_000;
const spec = (name: string): DueSpec => ({
  ...{ file: `/ws/${name}.yaml`, spec: `${name}.yaml`, name },
  schedule: { cron: '0 2 * * *', timeZone: 'UTC', catchUp: 'one', withinMs: 20 * hourMs },
});
const flowers = spec('flowers');

let store: string;
let notices: string[];
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'thaw-nights-'));
  notices = [];
});
afterEach(() => rm(store, { recursive: true }));

const swept = { computed: 3, reused: 1, sweep: 's1' };

/** A call at a time of November 2026, `20 02:00`, whose sweeps take an hour each. */
function call(time: string, over: Partial<NightContext> = {}): NightContext {
  const nowMs = Date.parse(`2026-11-${time.replace(' ', 'T')}:00Z`);
  let elapsedMs = 0;
  const onNotice = (line: string) => void notices.push(line);
  return {
    ...{ store, nowMs, onNotice, history: new HistoryFile(store, onNotice) },
    clock: () => nowMs + elapsedMs,
    signal: new AbortController().signal,
    async sweep() {
      elapsedMs += hourMs;
      return Promise.resolve(swept);
    },
    ...over,
  };
}

const nights = async () => nightsIn(await new HistoryFile(store, () => {}).read());

it('keeps a night with what came of it, once', async () => {
  expect((await holdNight(flowers, call('19 12:00'))).decision).toMatchObject({
    kind: 'not-due',
    isNew: true,
  });
  const { night } = await holdNight(flowers, call('20 02:05'));
  expect(night).toEqual({
    ...{ spec: 'flowers.yaml', name: 'flowers', dueAt: '2026-11-20T02:00:00.000Z', outcome: 'ran', ...swept },
    ...{ startedAt: '2026-11-20T02:05:00.000Z', endedAt: '2026-11-20T03:05:00.000Z', seconds: 3600 },
  });
  expect(await holdNight(flowers, call('20 02:20'))).toEqual({
    decision: { kind: 'not-due', isNew: false, dueMs: Date.parse('2026-11-21T02:00:00Z') },
  });
  expect(await nights()).toEqual([night]);
});

it('says why a night failed, and by how much it was late', async () => {
  await holdNight(flowers, call('19 12:00'));
  const fail = () => Promise.resolve({ ...swept, failure: '2 of 3 runs failed' });
  const { night } = await holdNight(flowers, call('20 05:30', { sweep: fail }));
  expect(night).toMatchObject({ outcome: 'failed', reason: '2 of 3 runs failed; missed by 3 h 30 min' });
});

it('fails a night whose spec is wrong, when it is due', async () => {
  const wrong = { ...flowers, problem: new Error('no such key') };
  expect((await holdNight(wrong, call('19 12:00'))).decision.kind).toBe('not-due');
  const { night } = await holdNight(wrong, call('20 02:00'));
  expect(night).toMatchObject({ outcome: 'failed', reason: 'a defect of Thaw: no such key' });
});

it('goes on with a night that was cut off, as the same night', async () => {
  await holdNight(flowers, call('19 12:00'));
  const killed = call('20 02:00', { sweep: () => Promise.reject(new Error('killed')) });
  await expect(holdNight(flowers, killed)).rejects.toThrow('killed');
  expect(await nights()).toEqual([]);
  const { night } = await holdNight(flowers, call('20 09:00'));
  expect(night).toMatchObject({
    ...{ dueAt: '2026-11-20T02:00:00.000Z', outcome: 'ran', startedAt: '2026-11-20T09:00:00.000Z' },
    reason: 'it was cut off, and went on; it began 7 h late',
  });
});

it('tells of a night that nobody went on with', async () => {
  await holdNight(flowers, call('19 12:00'));
  const killed = call('20 02:00', { sweep: () => Promise.reject(new Error('killed')) });
  await expect(holdNight(flowers, killed)).rejects.toThrow('killed');
  const { givenUp, night } = await holdNight(flowers, call('21 02:00'));
  expect(await nights()).toEqual([givenUp, night]);
  expect(await nights()).toMatchObject([
    { dueAt: '2026-11-20T02:00:00.000Z', outcome: 'failed', startedAt: '2026-11-20T02:00:00.000Z' },
    { dueAt: '2026-11-21T02:00:00.000Z', outcome: 'ran' },
  ]);
});

describe('while a night is under way', () => {
  it('another machine on the store leaves it alone, and skips the next that falls due meanwhile, once', async () => {
    await holdNight(flowers, call('19 12:00'));
    expect((await foreseeNight(flowers, call('20 02:00'))).decision.kind).toBe('due');
    const later: unknown[] = [];
    const first = call('20 02:00', {
      async sweep() {
        later.push(await foreseeNight(flowers, call('20 02:15')));
        for (const time of ['20 02:15', '21 02:00', '21 02:15'])
          later.push(await holdNight(flowers, call(time)));
        return swept;
      },
    });
    const { night } = await holdNight(flowers, first);
    expect(later).toMatchObject([
      { decision: { kind: 'not-due', reason: expect.stringMatching(/^under way: process \d+/) as string } },
      { decision: { kind: 'not-due', reason: expect.stringMatching(/^under way: process \d+/) as string } },
      { night: { dueAt: '2026-11-21T02:00:00.000Z', outcome: 'skipped' } },
      { decision: { kind: 'not-due' } },
    ]);
    expect(await nights()).toMatchObject([{ outcome: 'skipped' }, { outcome: 'ran' }]);
    expect(night).toMatchObject({ dueAt: '2026-11-20T02:00:00.000Z' });
  });

  it('that of another spec waits for its turn, and says for whom', async () => {
    const roses = spec('roses');
    for (const each of [flowers, roses]) await holdNight(each, call('19 12:00'));
    const order: string[] = [];
    let other: Promise<unknown> | undefined;
    const first = call('20 02:00', {
      async sweep() {
        other = holdNight(
          roses,
          call('20 02:00', { sweep: () => (order.push('roses'), Promise.resolve(swept)) }),
        );
        await expect.poll(() => notices, { timeout: 5000 }).toHaveLength(1);
        order.push('flowers');
        return swept;
      },
    });
    await holdNight(flowers, first);
    await other;
    expect(order).toEqual(['flowers', 'roses']);
    expect(notices[0]).toMatch(
      /^roses\.yaml waits: process \d+.* is at the night of flowers\.yaml in this store$/,
    );
  });
});

it('runs one night once where two machines call at the same time', async () => {
  await holdNight(flowers, call('19 12:00'));
  const both = await Promise.all(
    [call('20 02:00'), call('20 02:00')].map((each) => holdNight(flowers, each)),
  );
  expect(both.filter(({ night }) => night)).toHaveLength(1);
  expect(await nights()).toHaveLength(1);
});

it('leaves the night to whoever has taken its lock over meanwhile, and tells nothing of it', async () => {
  await holdNight(flowers, call('19 12:00'));
  // By which locks are renewed, and found lost.
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const suspended = call('20 02:00', {
    async sweep(_spec, _dueAt, signal) {
      const running = join(nightsFolder(store), 'running.lock');
      const mine = JSON.parse(await readFile(running, 'utf8')) as object;
      await writeFile(running, JSON.stringify({ ...mine, pid: spawnSync(process.execPath, ['-e', '']).pid }));
      expect(await tryLock(running, 'the same night')).toHaveProperty('lock');
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      vi.advanceTimersByTime(10_000);
      await aborted;
      throw signal.reason as Error;
    },
  });
  const { decision, night } = await holdNight(flowers, suspended).finally(() => vi.useRealTimers());
  expect(decision).toMatchObject({
    kind: 'not-due',
    reason: expect.stringContaining('taken the night over') as string,
  });
  expect(night).toBeUndefined();
  expect(await nights()).toEqual([]);
});

describe('the history', () => {
  it('goes on after a line that a crash has torn, and says which is damaged, once', async () => {
    await holdNight(flowers, call('19 12:00'));
    const history = new HistoryFile(store, (line) => notices.push(line));
    await appendFile(history.path, '{"type":"night","spec":"flow');
    const { night } = await holdNight(flowers, call('20 02:00', { history }));
    await history.read();
    expect(await nights()).toEqual([night]);
    expect(notices).toEqual([
      `${history.path}:2 is damaged and passed over; what it told of a night is lost`,
    ]);
  });

  it('keeps what a later version of Thaw has written, and says that it is passed over, once', async () => {
    await holdNight(flowers, call('19 12:00'));
    const history = new HistoryFile(store, (line) => notices.push(line));
    const later = historyLine({ type: 'paused', spec: 'flowers.yaml' } as unknown as HistoryEntry);
    await appendFile(history.path, later);
    const { night } = await holdNight(flowers, call('20 02:00', { history }));
    await history.read();
    expect(await nights()).toEqual([night]);
    expect(await readFile(history.path, 'utf8')).toContain(later);
    expect(notices).toEqual([
      `${history.path}:2 was written by a later version of Thaw; it is kept, and passed over`,
    ]);
  });

  it('is no part of a repository, also where it is the first of a store', async () => {
    await holdNight(flowers, call('19 12:00'));
    expect(await readFile(join(store, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is empty where there is no store, and makes none', async () => {
    const history = new HistoryFile(join(store, 'nowhere'), () => {});
    expect(await history.read()).toEqual([]);
    await expect(readFile(history.path)).rejects.toThrow('ENOENT');
  });
});
