import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 5_000;
/** Long enough for a laptop's suspend or a slow network folder to be no reason to steal a lock. */
const staleAfterMs = 60_000;
const pollMs = 250;

export interface LockOptions {
  /** Told once, with who holds the lock, when it has to be waited for. */
  readonly onWait: (holder: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` while no other process runs its work under the same lock file. The holder touches the file while it
 * works; a lock whose holder has died is taken over.
 */
export async function withLock<T>(
  path: string,
  { onWait, signal }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  let told = false;
  while (!(await tryCreate(path))) {
    signal?.throwIfAborted();
    const holder = await readHolder(path);
    if (holder?.isStale) await takeAway(path);
    else if (holder) {
      if (!told) onWait(holder.name);
      told = true;
      await sleep(pollMs);
    }
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that cannot be touched grows stale; that is for the waiters to see, no reason to stop working.
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function takeAway(path: string): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  try {
    await rename(path, aside);
    // Another waiter may have been quicker, and this be its new lock: then it gets it back.
    if ((await readHolder(aside))?.isStale) await rm(aside, { force: true });
    else await rename(aside, path);
  } catch (error) {
    ignoreMissing(error);
  }
}

async function readHolder(path: string): Promise<{ name: string; isStale: boolean } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    // Empty for the moment between the creation of the file and its first write.
    const { pid, host } = JSON.parse(text || '{}') as { pid?: number; host?: string };
    const isDead = host === hostname() && pid !== undefined && !isAlive(pid);
    return { name: `process ${pid} on ${host}`, isStale: isDead || Date.now() - mtimeMs > staleAfterMs };
  } catch (error) {
    ignoreMissing(error);
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
