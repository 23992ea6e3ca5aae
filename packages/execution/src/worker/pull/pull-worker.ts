import type { ComputeTask } from '@thaw/core';
import { tryLock, type Lock } from '@thaw/locks';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure } from '../../launcher/failure.js';
import { LocalLauncher } from '../../launcher/local-launcher.js';
import {
  closedFile,
  readQueueRecord,
  readTask,
  taskClaim,
  taskFile,
  taskNames,
  type EndOfWorker,
  type QueueRecord,
} from '../../queue/index.js';
import { openStore } from '../../store/open-store.js';
import { reportOf } from './task-report.js';
import { TimeLeft } from './time-left.js';
import type { WorkerLines } from './worker-lines.js';

export interface PullOptions {
  readonly queue: string;
  readonly record: QueueRecord;
  /** `12_3`. */
  readonly name: string;
  readonly node: string;
  readonly lines: WorkerLines;
  /** Fires when it is to end. */
  readonly signal: AbortSignal;
  /** When it will be ended, Unix time in milliseconds; Infinity where nothing is known of it. */
  readonly endMs: number;
}

interface TakenTask {
  readonly name: string;
  readonly task: ComputeTask;
  readonly lock: Lock;
}

/** Why a task is broken off. */
type BreakOff = 'signal' | 'closed' | 'unwanted' | 'lost';

/**
 * Takes the first task of a queue that nobody has, computes it, and takes the next, until there is none, the queue is closed, the worker is to
 * end, or too little of its time is left. Computed is in a process of its own, so that what native code does fails a task and not the worker.
 */
export class PullWorker {
  readonly #launcher: LocalLauncher;

  constructor(private readonly options: PullOptions) {
    const { lines, signal, record } = options;
    this.#launcher = new LocalLauncher(record.settings, {
      onProgress: (progress) => lines.say({ type: 'progress', progress }),
      onNotice: (message) => lines.say({ type: 'notice', message }),
      signal,
    });
  }

  async run(): Promise<EndOfWorker> {
    const { lines, signal } = this.options;
    try {
      lines.say({ type: 'opened', opened: await this.#launcher.open() });
    } catch (error) {
      if (signal.aborted) return 'signal';
      lines.say({ type: 'failed', failure: describeFailure(error, signal) });
      return 'failed';
    }
    try {
      return await this.#pull();
    } finally {
      await this.#launcher.close();
    }
  }

  async #pull(): Promise<EndOfWorker> {
    const { endMs, record, signal } = this.options;
    const { settings, idleSeconds, lookMs } = record;
    const store = openStore(settings, { onNotice() {}, isObserver: true, signal: () => signal });
    const time = new TimeLeft(endMs, store);
    let isFresh = true;
    for (let idleMs = performance.now(); ;) {
      if (await this.#isOver()) return 'closed';
      if (signal.aborted) return 'signal';
      const taken = await this.#take();
      if (!taken) {
        if (performance.now() - idleMs > 1000 * idleSeconds) return 'idle';
        await sleep(lookMs, undefined, { signal }).catch(() => {});
        continue;
      }
      try {
        if (!(await time.isEnoughFor(taken.task))) {
          // It will be for nobody, if it is not for one who has all its time.
          if (isFresh) this.#sayTooLong(taken.name);
          return 'time';
        }
        isFresh = false;
        await this.#compute(taken, time);
      } finally {
        await taken.lock.release();
      }
      idleMs = performance.now();
    }
  }

  #sayTooLong(task: string): void {
    const { lines } = this.options;
    lines.say({ type: 'took', task });
    lines.say({ type: 'gave-back', task, reason: 'time' });
  }

  /** Another opening of the queue is another queue. */
  async #isOver(): Promise<boolean> {
    const { queue, record } = this.options;
    return existsSync(closedFile(queue)) || (await readQueueRecord(queue))?.id !== record.id;
  }

  async #take(): Promise<TakenTask | undefined> {
    const { queue, name: worker, node, record } = this.options;
    for (const name of await taskNames(queue)) {
      const attempt = await tryLock(taskClaim(queue, name), `worker ${worker} on ${node}`);
      if ('holder' in attempt) continue;
      // Looked at only now: it may have been broken off, or be over.
      const found = await readTask(queue, name);
      if (found?.queue === record.id) return { name, task: found.task, lock: attempt.lock };
      await attempt.lock.release();
    }
    return undefined;
  }

  async #compute({ name, task, lock }: TakenTask, time: TimeLeft): Promise<void> {
    const { lines, signal } = this.options;
    lines.say({ type: 'took', task: name });
    const breakOff = new AbortController();
    const stop = (why: BreakOff) => () => breakOff.abort(why);
    signal.addEventListener('abort', stop('signal'), { once: true, signal: breakOff.signal });
    lock.lost.addEventListener('abort', stop('lost'), { once: true });
    if (signal.aborted) breakOff.abort('signal');
    const watched = this.#watch(name, breakOff);
    const report = reportOf(name, lines, breakOff.signal, (epochs) => time.learn(task, epochs));
    try {
      const outcome = await this.#launcher.execute(task, report);
      if (await lock.isHeld())
        await this.#end(name, () => lines.say({ type: 'executed', task: name, outcome }));
    } catch (error) {
      const why = breakOff.signal.reason as BreakOff | undefined;
      if (why === 'signal' || why === 'closed') lines.say({ type: 'gave-back', task: name, reason: why });
      else if (why !== 'lost' && (await lock.isHeld())) {
        const failure = describeFailure(error, breakOff.signal);
        await this.#end(name, () => lines.say({ type: 'failed', task: name, failure }));
      }
    } finally {
      breakOff.abort();
      await watched;
    }
  }

  /** It is told before it is taken away: who reads that it is not there any more finds out why. */
  async #end(name: string, tell: () => void): Promise<void> {
    tell();
    await rm(taskFile(this.options.queue, name), { force: true });
  }

  /** Breaks a task off when nobody wants it any more. */
  async #watch(name: string, breakOff: AbortController): Promise<void> {
    const { queue, record } = this.options;
    const { signal } = breakOff;
    while (!signal.aborted) {
      await sleep(record.lookMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      if (await this.#isOver()) breakOff.abort('closed' satisfies BreakOff);
      else if (!(await readTask(queue, name))) breakOff.abort('unwanted' satisfies BreakOff);
    }
  }
}
