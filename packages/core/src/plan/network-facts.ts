import type { FactName } from '../task/metrics.js';
import type { PlannedRun } from './plan.js';

/** What is known of a run's network without training it. */
export function networkFacts({ phases }: Pick<PlannedRun, 'phases'>): Readonly<Record<FactName, number>> {
  const { parameters, flops } = phases.at(-1)!;
  return { parameters, gigaflops: flops / 1e9 };
}
