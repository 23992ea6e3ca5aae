import type { Explanations } from './explanations.js';

/** Workers that take tasks from a queue, whoever has started them. */
export const queue = {
  'THAW-QUEUE-WORKER-SILENT':
    "Workers have started and ended, and nothing of theirs has come to the store. Most often the store, or Thaw itself, lies on a disk that only this machine has, or the lines of the profile's `setup` fail. Have both on a file system that all nodes share.",
  'THAW-QUEUE-CLOSED':
    'The folder of the queue was closed, emptied or written by another process while the sweep was under way, so that its workers have ended. Another Thaw may execute the same sweep in the same store without seeing this one, or somebody has tidied up.',
  'THAW-QUEUE-NO-NODE-LEFT':
    'On each of the nodes that the profile names two workers have died within a minute, so none is asked for any more. Most often memory is short, or a driver is broken: what the workers have printed last is in the `.log` files of the queue. The same command begins anew with all nodes.',
  'THAW-QUEUE-IN-VAIN':
    'Five workers in a row have taken a stage up and brought it no epoch further: they died, were preempted, or ran out of time. The run fails and the sweep goes on. An epoch has to fit in the time that workers have, as `launcher.slurm.time`, and a stage in their memory.',
} as const satisfies Explanations<'QUEUE'>;
