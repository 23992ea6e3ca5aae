import { metricText, type BudgetEnd } from '@thaw/core';
import type { BudgetLeft } from '../events/sweep-event.js';
import { count } from './count.js';
import { roughDuration } from './duration.js';

/** `8 runs, 1.2 h, 0.013 to the target` */
export function budgetLeft({ runs, hours, target }: BudgetLeft): string {
  return [
    count(runs, 'run'),
    ...(hours === undefined ? [] : [hours === 0 ? 'no time' : roughDuration(3600 * hours)]),
    ...(target === undefined || target === 0 ? [] : [`${metricText(target)} to the target`]),
  ].join(', ');
}

/** Why a sweep with a budget came to its end, and what is left of it. */
export function budgetNote(left: BudgetLeft, endedBy: BudgetEnd | undefined): string {
  const why = {
    hours: 'Nothing more was begun: it would not have ended within the hours of the budget. ',
    target: 'Nothing more was begun: the target is reached. ',
  };
  return `${endedBy ? why[endedBy] : ''}Left of the budget: ${budgetLeft(left)}.`;
}
