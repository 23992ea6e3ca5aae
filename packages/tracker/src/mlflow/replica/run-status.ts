import type { RunStatus } from '@thaw/core';
import type { MlflowRunStatus } from '../rest-types.js';

export const mlflowStatus: Readonly<Record<RunStatus, MlflowRunStatus>> = {
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  interrupted: 'KILLED',
  stopped: 'KILLED',
};
