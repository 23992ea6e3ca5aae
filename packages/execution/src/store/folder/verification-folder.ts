import { tryLock } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimsFolder } from './store-layout.js';

const prefix = 'verify-';

/** Tells whether somebody still works in the folder. */
const lockFile = (store: string, name: string): string => join(claimsFolder(store), `${name}.json`);

/** A folder in the store in which runs are computed again, and which is thrown away. */
export async function inVerificationFolder<Value>(
  store: string,
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const name = `${prefix}${randomUUID()}`;
  const attempt = await tryLock(lockFile(store, name), 'verifying');
  const folder = join(store, name);
  try {
    await mkdir(folder);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    if ('lock' in attempt) await attempt.lock.release();
  }
}

/** Calls with each of these folders whose process was killed; meanwhile it is nobody else's. */
export async function forAbandonedVerifications(
  store: string,
  act: (folder: string) => Promise<void>,
): Promise<void> {
  for (const name of await readdir(store).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const attempt = await tryLock(lockFile(store, name), 'pruning');
    if (!('lock' in attempt)) continue;
    try {
      await act(join(store, name));
    } finally {
      await attempt.lock.release();
    }
  }
}
