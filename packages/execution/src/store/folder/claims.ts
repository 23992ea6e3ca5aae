import type { Claim, ClaimAttempt, ClaimHolder, ClaimOptions, StageRef } from '@thaw/core';
import { describeProcess, tryLock, waitForLock, type Holder } from '@thaw/locks';
import { claimFile } from './store-layout.js';

/** A claim is a lock file. */
export async function tryClaimStage(store: string, stage: StageRef, purpose: string): Promise<ClaimAttempt> {
  const attempt = await tryLock(claimFile(store, stage), purpose);
  return 'lock' in attempt ? { claim: attempt.lock } : { holder: named(attempt.holder) };
}

export const claimStage = (
  store: string,
  stage: StageRef,
  { onWait = () => {}, ...options }: ClaimOptions,
): Promise<Claim> =>
  waitForLock(claimFile(store, stage), { ...options, onWait: (holder) => onWait(named(holder)) });

const named = (holder: Holder): ClaimHolder => ({ name: describeProcess(holder), purpose: holder.purpose });
