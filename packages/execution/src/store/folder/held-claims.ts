import type { Claim, ClaimAttempt, ClaimOptions, StageRef } from '@thaw/core';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { absentIfMissing } from '../../files/read-small.js';
import { claimStage, tryClaimStage, type FencedClaim } from './claims.js';

/** What a process has claimed in a store, and under which it writes. */
export class HeldClaims {
  readonly #held = new Map<string, FencedClaim>();

  constructor(private readonly store: string) {}

  of(stage: StageRef): FencedClaim | undefined {
    return this.#held.get(idOf(stage));
  }

  async claim(stage: StageRef, options: ClaimOptions): Promise<Claim> {
    return this.#hold(stage, await claimStage(this.store, stage, options));
  }

  async tryClaim(stage: StageRef, purpose: string): Promise<ClaimAttempt> {
    const attempt = await tryClaimStage(this.store, stage, purpose);
    return 'claim' in attempt ? { claim: this.#hold(stage, attempt.claim) } : attempt;
  }

  #hold(stage: StageRef, claim: FencedClaim): Claim {
    const id = idOf(stage);
    this.#held.set(id, claim);
    return {
      lost: claim.lost,
      release: async () => {
        if (this.#held.get(id) === claim) this.#held.delete(id);
        await claim.release();
      },
    };
  }
}

const idOf = ({ kind, key }: StageRef): string => `${kind} ${key}`;

/** By way of what is taken from whoever loses the claim: its successor may have written a file of that name by now. */
export async function removeUnder(claim: FencedClaim | undefined, path: string): Promise<void> {
  if (!claim) return rm(path, { force: true });
  const gone = join(claim.fence, basename(path));
  await rename(path, gone).catch(absentIfMissing);
  await rm(gone, { force: true });
}
