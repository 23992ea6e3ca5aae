import { ThawError } from '@thaw/core';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Lets one process at a time execute a sweep: its journal has one writer. A lock whose process is gone is taken over.
 * Returns what gives it back.
 */
export async function lockSweep(file: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  for (let attempt = 0; ; attempt++) {
    const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (handle) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (attempt > 0 || isAlive(owner)) throw busy(file, owner);
    await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  // An empty file is a lock that is being written this moment.
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const busy = (file: string, owner: number) =>
  new ThawError({
    code: 'THAW-RUN-BUSY',
    message: 'this sweep is being executed already',
    found: `process ${owner || '(starting)'} holds ${file}`,
    remedy: 'wait for it or end it; if there is no such process, delete the file',
  });
