import type { Plan } from '../plan/plan.js';
import { Budget, type BudgetLimits, type Spent } from './budget.js';
import { marginalSeconds } from './marginal-seconds.js';

export interface WithinOptions {
  readonly plan: Pick<Plan, 'runs' | 'stage'>;
  /** Keys of the stages that need not be computed. */
  readonly stored: ReadonlySet<string>;
  /** How long a stage should take. */
  readonly secondsOf: (key: string) => number;
  readonly limits: BudgetLimits;
  readonly spent: Spent;
}

/** How many of a plan's runs, in its order, should begin before its hours are spent. */
export function runsWithin({ plan, stored, secondsOf, limits, spent }: WithinOptions): number {
  const budget = new Budget(limits, 'minimize', spent);
  const known = new Set(stored);
  const isMissing = (key: string) => !known.has(key);
  for (const planned of plan.runs) {
    if (!budget.begins(planned.run, marginalSeconds(planned, plan, isMissing, secondsOf))) break;
    for (const key of planned.stages.filter(isMissing)) {
      budget.spend(secondsOf(key));
      known.add(key);
    }
  }
  return budget.turns;
}
