import type { OnProgress } from '@thaw/core';
import { describeHolder, withLock } from '@thaw/locks';

export interface BundleLockOptions {
  /** What for, in words. */
  readonly purpose: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Does work while no other process does its work at the same place; who is waited for is told. */
export const withBundleLock = <T>(
  place: string,
  { purpose, onProgress, signal }: BundleLockOptions,
  work: () => Promise<T>,
): Promise<T> =>
  withLock(
    `${place}.lock`,
    { purpose, signal, onWait: (holder) => onProgress?.({ label: `waiting for ${describeHolder(holder)}` }) },
    work,
  );
