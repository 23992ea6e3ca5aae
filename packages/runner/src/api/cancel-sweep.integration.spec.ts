import { ThawError } from '@thaw/core';
import { tryLock } from '@thaw/locks';
import { journalLock, openJournal } from '@thaw/tracker/journals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelSweep } from './cancel-sweep.js';
import { readLog } from './read-log.js';
import { readStatus } from './read-status.js';

let store: string;
let ends: (() => Promise<unknown>)[];
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'thaw-cancel-'));
  ends = [];
});
afterEach(async () => {
  await Promise.all(ends.map((end) => end()));
  await rm(store, { recursive: true });
});

/** A sweep of two runs of which one has begun, with an epoch. */
async function journaled(id: string, name: string): Promise<string> {
  const journal = await openJournal({ folder: join(store, 'journals'), sweep: id });
  const about = { sweep: id, timeMs: Date.UTC(2026, 10, 27, 9) };
  const run = `${id.slice(0, 2)}11`;
  await journal.record({
    ...about,
    ...{ type: 'sweep-started', name, experiment: name, runs: [run, 'bb22'], tags: {} },
    objective: { metric: 'val_loss', goal: 'minimize' },
  });
  await journal.record({ ...about, type: 'run-started', run, name: 'dropout=0.2', params: {}, tags: {} });
  await journal.record({ ...about, type: 'metrics', run, step: 1, values: { loss: 0.5, val_loss: 0.25 } });
  await journal.close();
  return journal.file;
}

/** A process that executes the sweep of a journal until it is told to end. */
async function executed(journal: string) {
  const program = `import { tryLock } from '@thaw/locks';
    const { lock } = await tryLock(${JSON.stringify(journalLock(journal))}, 'the sweep');
    process.once('SIGTERM', async () => { await lock.release(); process.exit(0); });
    setInterval(() => {}, 1000);
    process.stdout.write('held');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname });
  const exit = once(child, 'exit');
  ends.push(() => (child.kill('SIGKILL'), exit));
  await once(child.stdout, 'data');
  return { pid: child.pid!, exit };
}

const problemsOf = async (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: ThawError) => error.problems.map(({ code, found }) => [code, found]),
  );

describe('a sweep that a process executes', () => {
  it('is told of with its runs and epochs, and is over once it was cancelled', async () => {
    const { pid, exit } = await executed(await journaled('aa0000000000', 'flowers'));
    await journaled('cc0000000000', 'over');
    const { sweeps, stages } = await readStatus({ store });
    expect(stages).toEqual([]);
    expect(sweeps).toMatchObject([
      {
        ...{ id: 'aa0000000000', name: 'flowers', by: { pid }, runs: { running: 1, waiting: 1 } },
        running: [{ run: 'aa11', name: 'dropout=0.2', epochs: 1 }],
      },
    ]);
    expect(await cancelSweep({ store })).toEqual({
      ...{ id: 'aa0000000000', name: 'flowers', jobs: [], hasEnded: true },
    });
    await exit;
    expect(await readStatus({ store })).toEqual({ sweeps: [], stages: [] });
    expect(await cancelSweep({ store })).toBeUndefined();
  });

  it('is to be named where there are several, and is not ended by the name of another', async () => {
    const [first] = [await executed(await journaled('aa0000000000', 'flowers'))];
    await executed(await journaled('cc0000000000', 'emoji'));
    expect(await problemsOf(cancelSweep({ store }))).toEqual([
      ['THAW-RUN-SEVERAL-UNDER-WAY', 'flowers (aa0000000000), emoji (cc0000000000)'],
    ]);
    expect(await problemsOf(cancelSweep({ store, name: 'flower' }))).toMatchObject([
      ['THAW-COMPARE-NO-SWEEP', '"flower"'],
    ]);
    expect(await cancelSweep({ store, name: 'flowers' })).toMatchObject({ id: 'aa0000000000' });
    await first.exit;
    expect((await readStatus({ store })).sweeps).toMatchObject([{ name: 'emoji' }]);
  });
});

it('What a run has come to is told line by line, and what comes while it is followed', async () => {
  const file = await journaled('aa0000000000', 'flowers');
  const attempt = await tryLock(journalLock(file), 'the sweep');
  const lines: string[] = [];
  for await (const { text } of readLog({ store, run: 'aa11', follow: true })) {
    lines.push(text);
    if (lines.length !== 2) continue;
    const journal = await openJournal({ folder: join(store, 'journals'), sweep: 'aa0000000000' });
    const end = { type: 'run-ended', sweep: 'aa0000000000', run: 'aa11', timeMs: Date.now() } as const;
    await journal.record({ ...end, status: 'failed', reason: 'the disk is full' });
    await journal.close();
    if ('lock' in attempt) await attempt.lock.release();
  }
  expect(lines).toEqual([
    'dropout=0.2 begins',
    'epoch 1  loss 0.5000  val_loss 0.2500',
    'failed: the disk is full',
  ]);
});
