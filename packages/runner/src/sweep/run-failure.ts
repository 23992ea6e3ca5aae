import type { FailureCause, RunEnd } from '@thaw/core';
import { causeOf, reasonOf } from '@thaw/execution/launcher';

/** Why a run did not finish: for people, and its class. */
export interface RunFailure {
  readonly reason: string;
  readonly cause: FailureCause;
}

export const failureOf = (error: unknown): RunFailure => ({ reason: reasonOf(error), cause: causeOf(error) });

/** None of a run that did, or that a rule has stopped. */
export function failureFor(end: RunEnd): RunFailure | undefined {
  switch (end.status) {
    case 'failed':
      return failureOf(end.error);
    case 'interrupted':
      return { reason: 'interrupted', cause: 'interrupted' };
    case 'finished':
    case 'stopped':
      return undefined;
  }
}
