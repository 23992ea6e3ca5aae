import { canonicalJson } from '../hash/canonical-json.js';
import type { PlannedRun } from '../plan/plan.js';
import type { Stage } from '../plan/stage.js';

/**
 * A stage as far as these runs need it: a trajectory only for their readings, features only of their images, and then not made
 * from other datasets. None where they do not.
 */
export function neededBy(runs: readonly PlannedRun[], stage: Stage): Stage | undefined {
  const needing = runs.filter(({ stages }) => stages.includes(stage.key));
  if (needing.length === 0) return undefined;
  if (stage.kind === 'features') {
    const isRead = (dataset: string) => needing.some(({ stages }) => stages.includes(dataset));
    const wanted = stage.wanted.filter(({ dataset }) => isRead(dataset));
    return { ...stage, wanted, parents: stage.parents.filter(isRead) };
  }
  if (stage.kind !== 'train') return stage;
  const phases = needing.flatMap((run) => run.phases).filter(({ train }) => train === stage.key);
  const texts = new Set(phases.map(({ reading }) => canonicalJson(reading)));
  return { ...stage, readings: stage.readings.filter((reading) => texts.has(canonicalJson(reading))) };
}

/** Whether a stage that was computed as far as `made` is whole for whoever needs it as far as `needed`. */
export function covers(made: Stage, needed: Stage): boolean {
  const texts = new Set(demandsOf(made).map(canonicalJson));
  return demandsOf(needed).every((demand) => texts.has(canonicalJson(demand)));
}

/** Whether a task that computes as far as `begun` does nothing beyond what is needed. */
export const goesNoFurther = (begun: Stage, needed: Stage | undefined): boolean =>
  needed !== undefined &&
  (begun.kind === 'train' ? epochsOf(begun) <= epochsOf(needed) : covers(needed, begun));

/** What is asked of a stage of which others may ask something else. */
function demandsOf(stage: Stage): readonly unknown[] {
  if (stage.kind === 'train') return stage.readings;
  return stage.kind === 'features' ? stage.wanted : [];
}

const epochsOf = (stage: Stage): number =>
  stage.kind === 'train' ? Math.max(...stage.readings.map(({ epochs }) => epochs)) : 0;
