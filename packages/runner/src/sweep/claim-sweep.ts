import { ThawError } from '@thaw/core';
import { tryClaim, type Claim } from '../store/claim.js';

/** Lets one process at a time execute a sweep: its journal has one writer. */
export async function claimSweep(file: string): Promise<Claim> {
  const attempt = await tryClaim(file, 'the sweep');
  if ('claim' in attempt) return attempt.claim;
  const { pid, host } = attempt.owner;
  throw new ThawError({
    code: 'THAW-RUN-BUSY',
    message: 'this sweep is being executed already',
    found: `process ${pid} on ${host} holds ${file}`,
    remedy: 'wait for it, or end it; another sweep may run beside it in the same store',
  });
}
