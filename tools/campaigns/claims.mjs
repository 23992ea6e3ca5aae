/**
 * Eight processes on one store, each with a PID namespace and a clock of its own, as those of eight machines: 200 stages, 50 kills, and
 * pauses that last longer than a lease. What a store has acknowledged has to be there in the end, in order and once, and no blob may be damaged:
 *
 *     node tools/campaigns/claims.mjs [KILLS] [PAUSES] [SEED]
 *
 * With `THAW_CLAIMS_IN=/mnt/a:/mnt/b` they come to it by these mounts of one file system, in turn; with `THAW_CLAIMS_IN=s3` the store is in a bucket of
 * the server of tools/s3. It takes some minutes, most of which is waiting for leases to end, and needs leave to make namespaces (root, or `unshare` without it). What it
 * came to is written down in tools/campaigns/claims.md.
 */
import { seededRandom } from '@thaw/core';
import { openStore } from '@thaw/execution/store';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Buffer } from 'node:buffer';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBucket } from './claims/bucket.mjs';

const [kills, pauses, seed] = [50, 12, 1].map((usual, index) => Number(process.argv[2 + index] ?? usual));
const [processes, stages, epochs, epochMs] = [8, 200, 5, 1500];
/** A lease is a minute. */
const pauseMs = () => 62_000 + 20_000 * random();
/** In milliseconds; the clocks of machines that nobody sets. */
const skewOf = (worker) => (worker % 3 === 0 ? -1 : worker % 3) * 240_000;

const random = seededRandom(seed);
const server = process.env.THAW_CLAIMS_IN === 's3' ? await startBucket('claims') : undefined;
/** Ways to the same folder, as several machines have mounted it; the processes take them in turn. */
const views = server ? [tmpdir()] : (process.env.THAW_CLAIMS_IN ?? tmpdir()).split(':');
const folder = mkdtempSync(join(views[0], 'thaw-claims-'));
const logs = mkdtempSync(join(tmpdir(), 'thaw-claims-logs-'));
const storeIn = (storeFolder) => ({ storeFolder, ...(server && { storeAddress: server.address }) });
const program = fileURLToPath(new URL('claims/worker.mjs', import.meta.url));
const counts = { killed: 0, paused: 0 };
let isOver = false;
let started = 0;

/** The process itself, below the one that has made its namespace. */
const below = (pid) =>
  Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).split('\n')[0]);

class Worker {
  constructor(number) {
    this.number = number;
    this.start();
  }

  start() {
    const id = started++;
    const own = join(views[this.number % views.length], basename(folder));
    const args = [
      JSON.stringify(storeIn(server ? join(own, String(this.number)) : own)),
      join(logs, `${id}.log`),
      stages,
      epochs,
      epochMs,
      skewOf(this.number),
      seed * 1000 + id,
    ];
    this.isPaused = false;
    this.child = spawn(
      'unshare',
      ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, program, ...args.map(String)],
      { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, THAW_WORKER: String(id) } },
    );
    this.end = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
    this.child.once('exit', (code) => {
      this.code = code;
      if (code !== 0 && !isOver) this.start();
    });
  }

  signal(name) {
    try {
      process.kill(below(this.child.pid), name);
      return true;
    } catch {
      return false;
    }
  }

  async pause() {
    const { child } = this;
    if (!this.signal('SIGSTOP')) return;
    counts.paused++;
    this.isPaused = true;
    await sleep(pauseMs());
    if (this.child !== child) return;
    this.signal('SIGCONT');
    this.isPaused = false;
  }
}

const startMs = Date.now();
const workers = Array.from({ length: processes }, (_, number) => new Worker(number));
const any = () => {
  const awake = workers.filter((worker) => !worker.isPaused && worker.code !== 0);
  return awake[Math.floor(random() * awake.length)];
};
const pausing = [];
const isAtWork = () => workers.some(({ code }) => code !== 0);
// The others are to have time to take over what a paused one holds.
const mayPause = () => counts.paused < pauses && workers.filter((worker) => worker.isPaused).length < 3;
while (isAtWork() && (counts.killed < kills || counts.paused < pauses)) {
  await sleep(4000 + 4000 * random());
  const worker = any();
  if (worker && mayPause() && (counts.killed >= kills || random() < 0.5)) pausing.push(worker.pause());
  else if (worker && counts.killed < kills && worker.signal('SIGKILL')) counts.killed++;
}
await Promise.all(pausing);
while (isAtWork()) await sleep(500);
isOver = true;

const noted = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').trim().split('\n'));
const of = (what) => noted.filter((line) => line.startsWith(`${what} `)).map((line) => line.split(' '));
const stored = of('stored').map(([, , epoch]) => epoch);
const store = openStore(storeIn(folder), { onNotice: (line) => noted.push(`damage ${line}`) });
const found = [];
let unfinished = 0;
for (let index = 0; index < stages; index++) {
  const stage = { kind: 'train', key: `${index}`.padStart(4, '0') };
  const blobs = await store.list(stage);
  const history = JSON.parse(Buffer.from(await store.read(stage, 'history')).toString());
  found.push(...history);
  if (history.length !== epochs || blobs.toSorted().join() !== `history,state-${epochs}`) unfinished++;
}
const known = new Set(found);
const lost = stored.filter((epoch) => !known.has(epoch));
const result = {
  ...counts,
  claimed: of('claimed').length,
  claimsLost: of('lost').length,
  writesRefused: of('refused').length,
  stored: stored.length,
  // A process may be killed between the store's answer and its note.
  storedUnnoted: found.length - stored.length + lost.length,
  lost: lost.length,
  unfinished,
  damaged: of('damage').length,
  seconds: Math.round((Date.now() - startMs) / 1000),
};
console.log(JSON.stringify(result));
server?.stop();
for (const left of [folder, logs]) if (existsSync(left)) rmSync(left, { recursive: true });
process.exitCode = lost.length + unfinished + of('damage').length > 0 ? 1 : 0;
