import { ThawError } from '@thaw/core';
import { describeProcess, tryLock, type Holder, type Lock } from '@thaw/locks';
import type { HeldSweep, StorePlace } from '@thaw/execution/store';
import { journalLock, journalPath } from '@thaw/tracker/journals';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ClaimOptions {
  readonly onNotice: (line: string) => void;
  readonly signal: AbortSignal;
}

const pollMs = 500;

/** Where a sweep is executed. */
interface SweepPlace {
  readonly journals: string;
  readonly place: Pick<StorePlace, 'holdSweep' | 'name'>;
}

/** The right to execute a sweep, and to write its journal. */
export type SweepClaim = Pick<Lock, 'lost' | 'release'>;

/** Lets one process at a time execute a sweep, of all machines that share the store. */
export async function claimSweep(
  { journals, place }: SweepPlace,
  sweep: string,
  options: ClaimOptions,
): Promise<SweepClaim> {
  const lock = await lockHere(journalPath(journals, sweep), options);
  if (!place.holdSweep) return lock;
  try {
    const held = await holdElsewhere(() => place.holdSweep!(sweep), place.name, options);
    return {
      lost: AbortSignal.any([lock.lost, held.lost]),
      release: () => held.release().finally(() => lock.release()),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function holdElsewhere(
  hold: () => ReturnType<NonNullable<StorePlace['holdSweep']>>,
  where: string,
  { onNotice, signal }: ClaimOptions,
): Promise<HeldSweep> {
  let doubted: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const attempt = await hold();
    if (!('holder' in attempt)) return attempt;
    const { name, isSeen, renewal } = attempt.holder;
    if (isSeen || (doubted !== undefined && doubted !== renewal)) throw busy(name, where);
    if (doubted === undefined) onNotice(wasExecutedBy(name));
    doubted = renewal;
    await sleep(pollMs);
  }
}

const wasExecutedBy = (name: string): string =>
  `this sweep was being executed by ${name}; seeing whether it still is`;

/**
 * Of those that see this machine's files. Whether a holder in another container still lives is not to be seen at
 * once: it renews its lock or loses it within a minute, so that much is waited.
 */
async function lockHere(journalFile: string, { onNotice, signal }: ClaimOptions): Promise<Lock> {
  const file = journalLock(journalFile);
  let doubted: Holder | undefined;
  for (;;) {
    signal.throwIfAborted();
    const attempt = await tryLock(file, 'the sweep');
    if ('lock' in attempt) return attempt.lock;
    const { holder } = attempt;
    if (holder.isSeen || (doubted && doubted.renewedMs !== holder.renewedMs))
      throw busy(describeProcess(holder), file);
    if (!doubted) onNotice(wasExecutedBy(describeProcess(holder)));
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

const busy = (holder: string, file: string): ThawError =>
  new ThawError({
    code: 'THAW-RUN-BUSY',
    message: 'this sweep is being executed already',
    found: `${holder} holds ${file}`,
    remedy: 'wait for it, or end it; another sweep may run beside it in the same store',
  });
