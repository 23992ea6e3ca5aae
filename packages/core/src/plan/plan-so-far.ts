import type { Plan } from './plan.js';

/** A plan as it is now, whatever is added to it later. */
export function planSoFar(plan: Plan): Plan {
  const [stages, runs] = [[...plan.stages], [...plan.runs]];
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  return { stages, runs, stage: (key) => byKey.get(key) };
}
