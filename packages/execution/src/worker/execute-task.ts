import {
  stagesOf,
  type Claim,
  type ComputeTask,
  type Stage,
  type StageRef,
  type StageStore,
  type TaskOutcome,
} from '@thaw/core';
import { computeEvaluate } from '../stages/evaluate-stage.js';
import { computeFeatures } from '../stages/features-stage.js';
import { isStored } from '../stages/is-stored.js';
import type { StageContext } from '../stages/stage-context.js';
import { forgetStage } from '../stages/forget-stage.js';
import { computeTrain } from '../stages/train-stage.js';

/**
 * Computes what of a task is not stored, under a claim on each stage, so that sweeps which share a store do no stage
 * twice. The process that computes holds the claims: if it dies, others go on at once.
 */
export async function executeTask(task: ComputeTask, context: StageContext): Promise<TaskOutcome> {
  const claims: Claim[] = [];
  try {
    // In one order for everybody, so that two who want the same stages never wait for each other.
    for (const stage of stagesOf(task).toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
      claims.push(await claim(stage, context));
    }
    for (const stage of stagesOf(task))
      if (task.replaced?.includes(stage.key)) await forgetStage(stage, context.store);
    const pending = await withoutStored(stagesOf(task), context.store);
    if (pending.length === 0) return 'reused';
    const startedMs = Date.now();
    await compute(task, pending, context);
    await context.recordProvenance(pending, startedMs);
    return 'computed';
  } finally {
    await Promise.all(claims.map((claim) => claim.release()));
  }
}

async function withoutStored(stages: readonly Stage[], store: StageStore): Promise<Stage[]> {
  const stored = await Promise.all(stages.map((stage) => isStored(store, stage)));
  return stages.filter((_, index) => !stored[index]);
}

async function compute(
  task: ComputeTask,
  pending: readonly StageRef[],
  context: StageContext,
): Promise<void> {
  switch (task.kind) {
    case 'features':
      return computeFeatures(
        task.stages.filter((stage) => pending.includes(stage)),
        context,
      );
    case 'train':
      return computeTrain(task.stage, context);
    case 'evaluate':
      await computeEvaluate(task.stage, task.train, context);
  }
}

const claim = (stage: Stage, { store, signal, onNotice }: StageContext): Promise<Claim> =>
  store.claim(stage, {
    purpose: stage.label,
    signal,
    onWait: ({ name, purpose }) => onNotice(`waiting for ${name}, which does the same: ${purpose}`),
  });
