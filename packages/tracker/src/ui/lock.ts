import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const beatMs = 5_000;
const staleMs = 60_000;

/**
 * Does work that one process at a time should do. The holder touches the lock file while it lives, so that a lock left
 * by a killed one, here or on another machine, is taken over after a minute.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!(await acquire(file))) await sleep(200);
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function acquire(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const held = await stat(file).catch(() => undefined);
    if (held && Date.now() - held.mtimeMs > staleMs) await rm(file, { force: true });
    return false;
  }
}
