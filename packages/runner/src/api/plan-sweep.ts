import { planJson } from '../sweep/plan-json.js';
import { estimatedSweep, type PlanOptions } from './prepare.js';
import type { SweepPlan } from './results.js';

/**
 * What a sweep would do and take: its runs and stages, what is shared and stored, time, memory and disk.
 * @throws ThawError where the sweep would be refused for its spec, its data or its weights.
 */
export async function planSweep(options: PlanOptions): Promise<SweepPlan> {
  const { prepared, estimate, budget } = await estimatedSweep(options);
  return planJson(prepared, estimate, budget);
}
