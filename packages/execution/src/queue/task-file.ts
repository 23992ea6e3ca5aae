import { shapes, type ComputeTask, type JsonShape } from '@thaw/core';

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

const { anyOf, listOf, object, text, time } = shapes;

/** What is asked of a stage by who does not compute it. Whether it can be computed is seen where that is done, and fails no more than the task. */
const stage = (kind: ComputeTask['kind'], more: Readonly<Record<string, JsonShape>> = {}) =>
  object({ ...{ kind: { const: kind }, key: text, label: text, runs: listOf(text) }, ...more });
const train = stage('train', { backbone: object({ name: text }) });

export const taskFileShape = object({
  version: { const: 1 },
  ...{ queue: text, label: text, queuedMs: time },
  task: anyOf(
    object({ kind: { const: 'features' }, stages: { ...listOf(stage('features')), minItems: 1 } }),
    object({ kind: { const: 'train' }, stage: train }),
    object({ kind: { const: 'evaluate' }, stage: stage('evaluate'), train }),
  ),
});

/** It names every run that needs it. */
export const mostTaskBytes = 2 ** 26;
