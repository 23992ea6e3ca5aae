import type { OpenedBackend } from '@thaw/core';
import { thawVersion } from '@thaw/execution/environment';
import { describeMachine, type GitState } from '@thaw/execution/provenance';

export interface SweepEnvironment {
  /** None where nothing is to be computed. */
  readonly backend?: OpenedBackend;
  readonly git: GitState | undefined;
}

/** What computes a sweep, for `environment.json`. */
export const environmentRecord = ({ backend, git }: SweepEnvironment) => ({
  thaw: thawVersion,
  ...(backend && {
    engine: { name: backend.engine, backend: backend.backend, description: backend.description },
  }),
  machine: describeMachine(),
  ...(git && { git }),
});
