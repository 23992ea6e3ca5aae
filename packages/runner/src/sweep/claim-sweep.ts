import { ThawError } from '@thaw/core';
import { describeProcess, tryLock, type Holder, type Lock } from '@thaw/locks';
import { journalLock } from '@thaw/tracker/journals';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ClaimOptions {
  readonly onNotice: (line: string) => void;
  readonly signal: AbortSignal;
}

const pollMs = 500;

/**
 * Lets one process at a time execute a sweep. Whether a holder in another container still lives is not to be seen at
 * once: it renews its lock or loses it within a minute, so that much is waited.
 */
export async function claimSweep(journalFile: string, { onNotice, signal }: ClaimOptions): Promise<Lock> {
  const file = journalLock(journalFile);
  let doubted: Holder | undefined;
  for (;;) {
    signal.throwIfAborted();
    const attempt = await tryLock(file, 'the sweep');
    if ('lock' in attempt) return attempt.lock;
    const { holder } = attempt;
    if (holder.isSeen || (doubted && doubted.renewedMs !== holder.renewedMs)) throw busy(holder, file);
    if (!doubted) {
      onNotice(`this sweep was being executed by ${describeProcess(holder)}; seeing whether it still is`);
    }
    doubted ??= holder;
    await sleep(pollMs);
  }
}

/** Who executes a sweep stops where another process has taken it over, as this one was not heard of for too long. */
export function whileClaimed({ lost }: Pick<Lock, 'lost'>, signal: AbortSignal) {
  return {
    signal: AbortSignal.any([signal, lost]),
    /** @throws ThawError `THAW-RUN-BUSY` */
    throwIfTaken: (): void => {
      if (lost.aborted && !signal.aborted) throw taken(lost.reason as Error);
    },
  };
}

const taken = ({ message }: Error): ThawError =>
  new ThawError({
    code: 'THAW-RUN-BUSY',
    message: 'another process has taken this sweep over',
    found: `this one was not heard of for a minute, as when a machine sleeps: ${message}`,
    remedy: 'leave it to that one; what was computed here is stored',
  });

const busy = (holder: Holder, file: string): ThawError =>
  new ThawError({
    code: 'THAW-RUN-BUSY',
    message: 'this sweep is being executed already',
    found: `${describeProcess(holder)} holds ${file}`,
    remedy: 'wait for it, or end it; another sweep may run beside it in the same store',
  });
