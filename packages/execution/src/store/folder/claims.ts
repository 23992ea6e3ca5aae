import type { Claim, ClaimAttempt, ClaimHolder, ClaimOptions, StageRef } from '@thaw/core';
import { describeProcess, tryLock, waitForLock, type Holder, type Lock } from '@thaw/locks';
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { claimFile, fenceFolder } from './store-layout.js';

/**
 * A claim is a lock file, and a folder from which its holder renames what it commits. Whoever takes the claim over renames that folder away
 * before it looks at the stage: a file system then lets the one who has lost the claim commit nothing, whenever it wakes up and wherever it was.
 */
export interface FencedClaim extends Claim {
  /** On the disk of the store. Gone, once another holds the claim. */
  readonly fence: string;
  /** It was found to be lost. */
  lose(): void;
}

type Attempt = { readonly claim: FencedClaim } | Exclude<ClaimAttempt, { readonly claim: Claim }>;

export async function tryClaimStage(store: string, stage: StageRef, purpose: string): Promise<Attempt> {
  for (;;) {
    const attempt = await tryLock(claimFile(store, stage), purpose);
    if ('holder' in attempt) return { holder: named(attempt.holder) };
    const claim = await fenced(store, stage, attempt.lock);
    if (claim) return { claim };
  }
}

export async function claimStage(
  store: string,
  stage: StageRef,
  { onWait = () => {}, ...options }: ClaimOptions,
): Promise<FencedClaim> {
  const waiting = { ...options, onWait: (holder: Holder) => onWait(named(holder)) };
  for (;;) {
    const claim = await fenced(store, stage, await waitForLock(claimFile(store, stage), waiting));
    if (claim) return claim;
  }
}

/** None if another has taken the lock over by the time that there is a fence for it to take away. */
async function fenced(store: string, stage: StageRef, lock: Lock): Promise<FencedClaim | undefined> {
  const fence = fenceFolder(store, stage, lock.token);
  const loss = new AbortController();
  const release = async () => {
    await rm(fence, { recursive: true, force: true });
    await lock.release();
  };
  try {
    for (const token of lock.before) await takeAway(fenceFolder(store, stage, token));
    await mkdir(fence);
    if (await lock.isHeld())
      return {
        fence,
        lost: AbortSignal.any([lock.lost, loss.signal]),
        lose: () => loss.abort(new Error(`the claim on ${stage.kind} ${stage.key} was taken over`)),
        release,
      };
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return undefined;
}

/** At once, and then what is in it. */
async function takeAway(fence: string): Promise<void> {
  const gone = `${fence}.${randomUUID()}`;
  try {
    await rename(fence, gone);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(gone, { recursive: true, force: true });
}

const named = (holder: Holder): ClaimHolder => ({ name: describeProcess(holder), purpose: holder.purpose });
