import { canonicalJson } from '../hash/canonical-json.js';
import type { PlannedRun } from '../plan/plan.js';
import type { Stage } from '../plan/stage.js';

/** A stage as far as these runs need it: a trajectory only for their readings. None where they do not. */
export function neededBy(runs: readonly PlannedRun[], stage: Stage): Stage | undefined {
  const needing = runs.filter(({ stages }) => stages.includes(stage.key));
  if (needing.length === 0) return undefined;
  if (stage.kind !== 'train') return stage;
  const phases = needing.flatMap((run) => run.phases).filter(({ train }) => train === stage.key);
  const texts = new Set(phases.map(({ reading }) => canonicalJson(reading)));
  return { ...stage, readings: stage.readings.filter((reading) => texts.has(canonicalJson(reading))) };
}

/** Whether a stage that was computed as far as `made` is whole for whoever needs it as far as `needed`. */
export function covers(made: Stage, needed: Stage): boolean {
  if (made.kind !== 'train' || needed.kind !== 'train') return true;
  const texts = new Set(made.readings.map(canonicalJson));
  return needed.readings.every((reading) => texts.has(canonicalJson(reading)));
}

/** Whether a task that computes as far as `begun` does nothing beyond what is needed. */
export function goesNoFurther(begun: Stage, needed: Stage): boolean {
  return epochsOf(begun) <= epochsOf(needed);
}

const epochsOf = (stage: Stage): number =>
  stage.kind === 'train' ? Math.max(...stage.readings.map(({ epochs }) => epochs)) : 0;
