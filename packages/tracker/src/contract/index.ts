export type { TestRunner } from '@thaw/core';
export { describeReplica, type ReplicaUnderTest } from './describe-replica.js';
export type { ShownPoint, ShownRun, ShownSweep } from './shown-sweep.js';
