import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { workerLog, workersFolder } from '../../queue/index.js';
import { cancelScript, listScript, startScript } from './scripts.js';
import { placeOf, slotsOf, workerOf } from './slots.js';

const sweep = '5f2c1a0a93b4';
const slots = slotsOf([{ host: 'me@h1', gpus: [0, 1] }, 'h2']);

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "thaw it's $(here) ")), sweep);
  await mkdir(workersFolder(folder), { recursive: true });
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** What a script says to whoever has sent it. */
const said = (script: string, env = process.env) =>
  new Promise<string[]>((resolve, reject) => {
    const child = execFile('/bin/sh', ['-s'], { env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.split('\n').filter(Boolean)),
    );
    child.stdin!.end(script);
  });

const queue = (setup: string) => ({ folder, id: 'q', sweep, profile: { maxJobs: 1, setup } });
const pidOf = (line: string | undefined) => Number(/^thaw:started (\d+)$/.exec(line ?? '')?.[1]);

describe('what hosts are told', () => {
  it('starts a worker in each place, which knows who it is and which GPU is its own, and prints to the queue', async () => {
    const tells = 'echo "$THAW_WORKER|$THAW_NODE|$CUDA_VISIBLE_DEVICES"; exit 3';
    const lines = await said(startScript(queue(tells), slots.slice(1)));
    const workers = [pidOf(lines[0]), pidOf(lines[1])].map((pid, index) => workerOf(slots[index + 1]!, pid));
    const printed = async (worker: string) => (await readFile(workerLog(folder, worker), 'utf8')).split('|');
    await vi.waitFor(async () => {
      expect(await printed(workers[0]!)).toEqual([workers[0], 'me@h1', '1\n']);
      expect((await printed(workers[1]!)).slice(0, 2)).toEqual([workers[1], 'h2']);
    });
    expect(placeOf(workers[0]!, slots)).toEqual({ slot: slots[1], pid: pidOf(lines[0]) });
    expect(placeOf('12_3', slots)).toBeUndefined();
  });

  it('says what of the queue is not there, once it has looked for a while', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'sleep'), '#!/bin/sh\n');
    await chmod(join(bin, 'sleep'), 0o755);
    await rm(workersFolder(folder), { recursive: true });
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
    expect(await said(startScript(queue(''), slots), env)).toEqual([
      `thaw:not-there ${workersFolder(folder)}`,
    ]);
  });

  it('finds workers that are there, and ends them with all that they have started, and no other process', async () => {
    const [line] = await said(startScript(queue('sleep 600; true'), slots.slice(2)));
    const pid = pidOf(line);
    const ask = [pid, process.pid, 2 ** 22];
    expect(await said(listScript(sweep, ask))).toEqual([`thaw:there ${pid}`]);
    await said(cancelScript(sweep, ask));
    await vi.waitFor(async () => expect(await said(listScript(sweep, ask))).toEqual([]));
    // Whoever adopts orphans takes its time to see that they are over.
    await vi.waitFor(() => expect(() => process.kill(-pid, 0)).toThrow(), 10_000);
  });
});
