import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock, type Holder, type Lock } from './lock.js';

export interface WaitOptions {
  /** What for, in words. */
  readonly purpose: string;
  /** Told of each holder that is waited for. */
  readonly onWait?: (holder: Holder) => void;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
}

/** Does work while no other process does its work under the same lock. */
export async function withLock<T>(file: string, options: WaitOptions, work: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(file, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

export async function waitForLock(file: string, options: WaitOptions): Promise<Lock> {
  const { purpose, onWait, signal, pollMs = 250 } = options;
  let waitsFor: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const attempt = await tryLock(file, purpose);
    if ('lock' in attempt) return attempt.lock;
    const holder = `${attempt.holder.pid} ${attempt.holder.host}`;
    if (holder !== waitsFor) onWait?.(attempt.holder);
    waitsFor = holder;
    await sleep(pollMs);
  }
}
