import { ThawError } from '@thaw/core';
import { describeProcess, tryLock, type Holder, type Lock } from '@thaw/locks';
import { journalLock } from '@thaw/tracker';
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

const busy = (holder: Holder, file: string): ThawError =>
  new ThawError({
    code: 'THAW-RUN-BUSY',
    message: 'this sweep is being executed already',
    found: `${describeProcess(holder)} holds ${file}`,
    remedy: 'wait for it, or end it; another sweep may run beside it in the same store',
  });
