import {
  stagesOf,
  type Claim,
  type ClaimHolder,
  type ComputeTask,
  type Stage,
  type StageStore,
  type TaskOutcome,
  type TaskReport,
} from '@thaw/core';
import { computeEvaluate } from '../stages/evaluate-stage.js';
import { computeFeatures } from '../stages/features-stage.js';
import { isStored } from '../stages/is-stored.js';
import { contextOf, type ComputeContext, type StageContext } from '../stages/stage-context.js';
import { forgetStage } from '../stages/forget-stage.js';
import { computeTrain } from '../stages/train-stage.js';

/**
 * Computes what of a task is not stored, under a claim on each stage, so that sweeps which share a store do no stage
 * twice. The process that computes holds the claims: if it dies, others go on at once. Where it was not heard of in time
 * and another has taken a claim over, it stops at the next batch, waits for the other and takes what is stored by then:
 * what it would write could be behind what the other has written already.
 */
export async function executeTask(
  task: ComputeTask,
  context: ComputeContext,
  report: TaskReport,
): Promise<TaskOutcome> {
  for (let replaced = task.replaced ?? []; ; replaced = []) {
    const claims = await claimAll(stagesOf(task), context.store, report);
    const lost = AbortSignal.any(claims.map((claim) => claim.lost));
    const signal = AbortSignal.any([report.signal, lost]);
    try {
      return await underClaims({ ...task, replaced }, contextOf(context, { ...report, signal }));
    } catch (error) {
      if (!lost.aborted || report.signal.aborted) throw error;
    } finally {
      await Promise.all(claims.map((claim) => claim.release()));
    }
  }
}

async function underClaims(task: ComputeTask, context: StageContext): Promise<TaskOutcome> {
  for (const stage of stagesOf(task))
    if (task.replaced?.includes(stage.key)) await forgetStage(stage, context.store);
  const pending = await withoutStored(stagesOf(task), context.store);
  if (pending.length === 0) return 'reused';
  await compute(task, pending, context);
  return 'computed';
}

/** In one order for everybody, so that two who want the same stages never wait for each other. */
async function claimAll(
  stages: readonly Stage[],
  store: StageStore,
  { signal, onNotice }: TaskReport,
): Promise<readonly Claim[]> {
  const onWait = ({ name, purpose }: ClaimHolder) =>
    onNotice(`waiting for ${name}, which does the same: ${purpose}`);
  const claims: Claim[] = [];
  try {
    for (const stage of stages.toSorted((a, b) => (a.key < b.key ? -1 : 1)))
      claims.push(await store.claim(stage, { purpose: stage.label, signal, onWait }));
    return claims;
  } catch (error) {
    await Promise.all(claims.map((claim) => claim.release()));
    throw error;
  }
}

async function withoutStored(stages: readonly Stage[], store: StageStore): Promise<Stage[]> {
  const stored = await Promise.all(stages.map((stage) => isStored(store, stage)));
  return stages.filter((_, index) => !stored[index]);
}

async function compute(task: ComputeTask, pending: readonly Stage[], context: StageContext): Promise<void> {
  switch (task.kind) {
    case 'features': {
      const stages = task.stages.filter((stage) => pending.includes(stage));
      await computeFeatures(stages, context);
      return context.recordProvenance(stages, context.startedMs);
    }
    case 'train':
      return computeTrain(task.stage, context);
    case 'evaluate':
      await computeEvaluate(task.stage, task.train, context);
  }
}
