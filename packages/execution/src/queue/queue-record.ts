import { clusterNames, shapes, type ClusterName, type ClusterProfile } from '@thaw/core';
import type { StageSettings } from '../stages/open-context.js';

/** `queue.json`: what a queue is for, and what its workers compute with. */
export interface QueueRecord {
  readonly version: 1;
  /** Names this opening of the queue: what was opened later has another, and workers of the one before end. */
  readonly id: string;
  readonly sweep: string;
  readonly launcher: ClusterName;
  /** What its workers are asked for: so other processes know where to ask for them. */
  readonly profile: ClusterProfile;
  readonly settings: StageSettings;
  /** How many workers there may be at once. */
  readonly maxJobs: number;
  /** After so many seconds without a task a worker ends. */
  readonly idleSeconds: number;
  /** How often workers look for what has changed. */
  readonly lookMs: number;
  /** By which machine and process, and when (Unix time in milliseconds). */
  readonly host: string;
  readonly pid: number;
  readonly openedMs: number;
}

export const queueRecordShape = shapes.object({
  version: { const: 1 },
  ...{ id: shapes.text, sweep: shapes.text, launcher: shapes.oneOf(...clusterNames) },
  profile: shapes.object({ maxJobs: shapes.count }),
  settings: shapes.object({ storeFolder: shapes.text, workspace: shapes.text }),
  ...{ maxJobs: shapes.count, idleSeconds: shapes.number, lookMs: shapes.number },
  ...{ host: shapes.text, pid: shapes.count, openedMs: shapes.number },
});

/** `driver.json`: of a sweep that was submitted with `--detach`. */
export interface DriverRecord {
  readonly version: 1;
  readonly launcher: ClusterName;
  /** The sweep's. */
  readonly name: string;
  readonly submittedMs: number;
  /** The output of the job that has the schedule. */
  readonly log: string;
}

export const driverRecordShape = shapes.object({
  version: { const: 1 },
  launcher: shapes.oneOf(...clusterNames),
  ...{ name: shapes.text, log: shapes.text, submittedMs: shapes.number },
});
