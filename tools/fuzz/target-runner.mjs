import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { scratch } from './inputs.mjs';
import { nothing } from './pieces.mjs';

/**
 * An input that takes longer of the processor, or stands still for longer, is ended with its process. Where a reader has a limit of time in
 * Thaw, which is longer, that soon shows what never ends: all others take a fiftieth.
 */
const endedAfter = ({ isLimited }) => ({ processorMs: isLimited ? 2000 : 6000, stillMs: 60_000 });
/** To load all that is tried takes long on a machine that is busy. */
const startsWithin = { processorMs: 60_000, stillMs: 120_000 };

/** Tries inputs of one target after another in a process, and in another where that has ended or hung. */
export class TargetRunner {
  #child;
  #words = '';
  #folder = mkdtempSync(join(scratch, 'thaw-fuzz-'));
  #noteFile = join(this.#folder, 'at');

  constructor() {
    process.once('exit', () => this.close());
  }

  /** Until all numbers are tried or the process ends: what came of them as far as it told, how many that were, which ended it, and how. */
  try(job) {
    const child = (this.#child ??= this.#start());
    writeFileSync(this.#noteFile, '');
    this.#words = '';
    return new Promise((resolve) => {
      let last = { results: nothing(), next: 0 };
      let isTooLong = false;
      const watch = this.#watch(job, () => {
        isTooLong = true;
        child.kill('SIGKILL');
      });
      const told = (message) => {
        last = message;
        if (!last.isDone) return;
        clearInterval(watch);
        child.off('message', told).off('close', closed);
        if (last.isSpent) this.#leave();
        resolve(last);
      };
      const closed = (code, signal) => {
        clearInterval(watch);
        this.#child = undefined;
        resolve(this.#ended(job, last, isTooLong ? 'too long' : `the process ended with ${signal ?? code}`));
      };
      child.on('message', told).on('close', closed);
      child.send({ ...job, noteFile: this.#noteFile });
    });
  }

  close() {
    // What reads without ever waiting does not hear that it is alone.
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #leave() {
    this.#child?.disconnect();
    this.#child = undefined;
  }

  #start() {
    const child = fork(join(import.meta.dirname, 'target-process.mjs'), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '4' },
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#words = (this.#words + text).slice(-2000)));
    return child;
  }

  #ended(job, { results, next }, end) {
    const at = readFileSync(this.#noteFile, 'utf8').trim();
    if (at === '') throw new Error(`${job.name} did not start: ${this.#words}`);
    return { results, next, endedAt: Number(at), end: end === 'too long' ? end : `${end}: ${this.#words}` };
  }

  #watch(job, end) {
    const { pid } = this.#child;
    let seen;
    return setInterval(() => {
      const now = this.#now(pid);
      if (!now) return;
      if (now.note !== seen?.note) seen = now;
      const limits = now.note === '' ? startsWithin : endedAfter(job);
      const isStill = now.ms - seen.ms >= limits.stillMs;
      if (isStill || now.processorMs - seen.processorMs >= limits.processorMs) end();
    }, 500);
  }

  #now(pid) {
    try {
      const note = readFileSync(this.#noteFile, 'utf8');
      return { note, ms: performance.now(), processorMs: processorMs(pid) };
    } catch {
      // It has ended, of which its own event tells.
      return undefined;
    }
  }
}

/** What a process has taken of the processor. */
function processorMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}
