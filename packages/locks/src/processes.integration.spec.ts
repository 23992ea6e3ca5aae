import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryLock } from './index.js';

const contender = fileURLToPath(new URL('contender.fixture.mjs', import.meta.url));
/** New PID and host name namespaces: what a lock can see of a container. */
const unshare = ['--pid', '--fork', '--mount-proc', '--uts', '--kill-child'];
const hasContainers = spawnSync('unshare', [...unshare, 'true']).status === 0;

let folder: string;
let file: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-lock-'));
  file = join(folder, 'sweep.lock');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(kill));
  await rm(folder, { recursive: true });
});

function kill(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  return ended;
}

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, answer: async () => JSON.parse(String((await lines.next()).value)) as object };
}

const run = (job: string) => start(process.execPath, [contender, job, file]);
/** All have the same host name; `shift` processes before ours make the numbers differ. */
const runInContainer = (job: string, shift = 0) => {
  const shifts = 'true & '.repeat(shift);
  const script = `hostname box; ${shifts} ${shift > 0 ? '' : 'exec'} "$@"`;
  const inside = ['sh', '-c', script, 'sh', process.execPath, contender, job, file];
  return start('unshare', [...unshare, ...inside]);
};
/** As if a minute had gone by in which nobody renewed the lock. */
const aMinuteLater = async () => {
  const then = new Date(Date.now() - 61_000);
  for (const name of await readdir(folder)) await utimes(join(folder, name), then, then);
};

describe('a lock among processes', () => {
  it('is free as soon as its process was killed', async () => {
    const { child, answer } = run('hold');
    expect(await answer()).toEqual({ held: true });
    expect(await tryLock(file, 'x')).toMatchObject({ holder: { pid: child.pid, isSeen: true } });
    await kill(child);
    expect(await tryLock(file, 'x')).toMatchObject({ lock: {} });
  });

  it('has one holder at a time, of many who race and die', async () => {
    const counts = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const turns: object[] = [];
        // Whoever dies is replaced, until the time is over.
        for (const end = Date.now() + 2_000; Date.now() < end;) {
          const ms = String(end - Date.now());
          const child = spawn(process.execPath, [contender, 'race', file, join(folder, 'mark'), ms]);
          started.push(child);
          for await (const line of createInterface({ input: child.stdout }))
            turns.push(JSON.parse(line) as object);
        }
        return turns;
      }),
    );
    const turns = counts.flat();
    expect(turns.filter((turn) => 'notAlone' in turn)).toEqual([]);
    expect(turns.length).toBeGreaterThan(50);
  });
});

describe.skipIf(!hasContainers)('a lock among containers of one host name', () => {
  it('is taken by the container that is started again when it was killed as process 1', async () => {
    const first = runInContainer('hold');
    expect(await first.answer()).toEqual({ held: true });
    await kill(first.child);
    await aMinuteLater();
    expect(await runInContainer('try').answer()).toEqual({ held: true });
  });

  it.each([0, 3])(
    'is not stolen by another container where its process number is free or taken',
    async (shift) => {
      const first = runInContainer('hold', shift);
      expect(await first.answer()).toEqual({ held: true });
      expect(await runInContainer('try').answer()).toMatchObject({ host: 'box', isSeen: false });
      expect(await run('try').answer()).toMatchObject({ host: 'box', isSeen: false });
    },
  );

  it('is taken over from another container a minute after it was killed, not before', async () => {
    const first = runInContainer('hold', 2);
    await first.answer();
    await kill(first.child);
    expect(await run('try').answer()).toMatchObject({ isSeen: false });
    await aMinuteLater();
    expect(await run('try').answer()).toEqual({ held: true });
  });
});
