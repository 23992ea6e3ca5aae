import { makeFolder } from './make-folder.js';
import { randomUUID } from 'node:crypto';
import { rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createLink, readChain, readLink, successorOf, type Link, type LinkContent } from './links.js';
import { keepRenewed, livenessOf } from './liveness.js';
import { describeProcess, thisProcess, type ProcessName } from './process-name.js';

export interface Lock {
  /** Names this holding of the lock: no other ever has the same. */
  readonly token: string;
  /** Of those from whom it was taken over, who may be paused and not know it. */
  readonly before: readonly string[];
  /** Aborted when another has taken the lock over, since this process did not renew it in time. */
  readonly lost: AbortSignal;
  /** Looks whether it is held still. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Who holds a lock. */
export interface Holder extends Pick<ProcessName, 'pid' | 'host'> {
  /** What for, in words. */
  readonly purpose: string;
  /** Whether it was seen to run; else all that is known is that it has renewed its lock not long ago. */
  readonly isSeen: boolean;
  readonly renewedMs: number;
}

export type LockAttempt = { readonly lock: Lock } | { readonly holder: Holder };

/** Who is waited for, in words. */
export const describeHolder = (holder: Holder): string =>
  `${describeProcess(holder)}, which is ${holder.purpose}`;

/**
 * Takes a lock, if nobody has it. A lock ends with its process; where that cannot be seen, when it was not renewed for
 * a minute.
 *
 * Who takes a lock over never removes or replaces what the dead holder left, as between looking and removing it might
 * have become another's. It creates the file that stands for what comes after that holder, which one alone can do; the
 * last of the chain holds the lock. The holder gives it back by first coming after itself, so that nobody else can,
 * and then removing the chain, the lock file first.
 */
export async function tryLock(file: string, purpose: string): Promise<LockAttempt> {
  await makeFolder(dirname(file));
  for (;;) {
    const chain = await readChain(file);
    const holder = await livingHolder(chain);
    if (holder) return { holder };
    const mine: LinkContent = { ...thisProcess(), purpose, token: randomUUID() };
    const place = chain.length === 0 ? file : successorOf(file, chain.at(-1)!.token);
    const text = JSON.stringify(mine);
    const handle = await createLink(place, text);
    if (!handle) continue;
    // Tokens never come again: with the same first link the chain was whole when this one was added.
    if (chain.length > 0 && (await readLink(file))?.token !== chain[0]!.token) {
      await handle.close();
      await rm(place, { force: true });
      continue;
    }
    return { lock: held(file, chain, place, mine, handle) };
  }
}

/** Who holds a lock just now, if anybody. Writes nothing of the lock's. */
export const holderOf = async (file: string): Promise<Holder | undefined> =>
  livingHolder(await readChain(file));

async function livingHolder(chain: readonly Link[]): Promise<Holder | undefined> {
  const last = chain.at(-1);
  if (!last) return undefined;
  const liveness = await livenessOf(last.content, last.path);
  if (liveness === 'gone') return undefined;
  const { pid = 0, host = 'an unknown host', purpose = 'something' } = last.content ?? {};
  return { pid, host, purpose, isSeen: liveness === 'running', renewedMs: last.renewedMs };
}

function held(
  file: string,
  before: readonly Link[],
  place: string,
  mine: LinkContent,
  handle: FileHandle,
): Lock {
  const successor = successorOf(file, mine.token);
  const loss = new AbortController();
  // Who has taken it over may have given it back by now.
  const isHeld = async () => (await readLink(place))?.token === mine.token && !(await readLink(successor));
  const stopRenewal = keepRenewed(handle, JSON.stringify(mine), async () => {
    if (!(await isHeld())) loss.abort(new Error(`${file} was taken over by another process`));
  });
  return {
    token: mine.token,
    before: before.map(({ token }) => token),
    lost: loss.signal,
    isHeld,
    async release() {
      await stopRenewal();
      const last = await createLink(successor, JSON.stringify({ ...mine, token: randomUUID() })).catch(() => {
        // The folder is gone, or full: then the lock ends with this process.
      });
      if (!last) return;
      await last.close();
      // Of one that was taken over and given back meanwhile there is nothing left, and in its place may lie another's.
      const isMine = (await readLink(place))?.token === mine.token;
      // A folder that stands where a lock should be is not ours to take away.
      for (const path of isMine ? [...before.map((link) => link.path), place, successor] : [successor])
        await rm(path, { force: true }).catch(() => undefined);
    },
  };
}
