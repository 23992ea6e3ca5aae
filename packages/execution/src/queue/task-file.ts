import { shapes, type ComputeTask } from '@thaw/core';

/** `tasks/NUMBER.json`: a task that waits or is being computed. It is removed when it is over, and when nobody wants it any more. */
export interface TaskFile {
  readonly version: 1;
  /** Of `QueueRecord.id`. */
  readonly queue: string;
  readonly task: ComputeTask;
  /** As people know it: the label of its first stage. */
  readonly label: string;
  readonly queuedMs: number;
}

export const taskFileShape = shapes.object({
  version: { const: 1 },
  ...{ queue: shapes.text, label: shapes.text, queuedMs: shapes.number },
  task: shapes.object({ kind: shapes.oneOf('features', 'train', 'evaluate') }),
});
