import type { ClusterProfile } from '@thaw/core';

export interface QueueOptions {
  /** Id of the sweep whose tasks these are. */
  readonly sweep: string;
  readonly profile: ClusterProfile;
  /** After so many seconds without a task a worker ends. Default: 30. */
  readonly idleSeconds?: number;
  /** How often both sides look for what has changed. Default: 1000. */
  readonly lookMs?: number;
  /** How often it is asked which workers are there. Default: 10,000. */
  readonly jobsMs?: number;
}
