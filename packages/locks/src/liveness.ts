import { randomUUID } from 'node:crypto';
import { rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { presenceOf, type ProcessName } from './process-name.js';

/** How long a file counts as held after its last renewal, where its process cannot be looked up. */
export const leaseMs = 60_000;
export const renewalMs = 10_000;

/** `renewed`: nobody here can see the process, but its file was renewed not long ago. */
export type Liveness = 'running' | 'renewed' | 'gone';

/**
 * Whether the process that wrote `file` still lives: by looking it up if that can be done here, else by the file, which
 * it renews as long as it lives. Of a file that names nobody (a crash has torn it) its age is all there is.
 */
export async function livenessOf(owner: ProcessName | undefined, file: string): Promise<Liveness> {
  const presence = owner ? presenceOf(owner) : 'unknown';
  if (presence !== 'unknown') return presence;
  const renewed = await stat(file).catch(() => undefined);
  if (!renewed) return 'gone';
  return Math.abs((await clockOf(file)) - renewed.mtimeMs) < leaseMs ? 'renewed' : 'gone';
}

/** Of the file system that dates the file, since machines that share one may differ by minutes. */
async function clockOf(file: string): Promise<number> {
  const probe = `${file}.${randomUUID()}.clock`;
  try {
    await writeFile(probe, '', { flag: 'wx' });
    return (await stat(probe)).mtimeMs;
  } catch {
    // A store that can only be read.
    return Date.now();
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Renews a file, which holds `text`, as long as this process runs or until the returned function is called. */
export function keepRenewed(
  handle: FileHandle,
  text: string,
  onRenewed?: () => Promise<void>,
): () => Promise<void> {
  let renewal = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renew(handle, text).then(onRenewed);
  }, renewalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await renewal;
    await handle.close();
  };
}

/**
 * Written anew, so that the file system dates it, and through the handle, so that never another's file is renewed.
 * One that cannot be renewed expires; that is for others to see, no reason to stop working.
 */
async function renew(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.write(text, 0);
    await handle.datasync();
  } catch {
    // See above.
  }
}
