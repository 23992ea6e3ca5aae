import { escapeInterpolations, type Spec, type Spent } from '@thaw/core';
import { stringify } from 'yaml';
import { networksName } from '../rank/networks-name.js';
import { describePlan } from './describe-plan.js';
import { environmentRecord, type SweepEnvironment } from './environment-record.js';
import { estimateSweep, unmeasured } from './estimate-sweep.js';
import type { Expectation } from './expect-sweep.js';
import { planBudget } from './plan-budget.js';
import { planJson } from './plan-json.js';
import type { PreparedSweep } from './prepare-sweep.js';

/** Its path and its text. */
export const specDocument = (spec: Spec): readonly [string, string] => [
  'spec.yaml',
  stringify(escapeInterpolations(spec)),
];

/** What describes a sweep as a whole, by path: its spec, its plan for people and for programs, and what computes it. */
export function sweepDocuments(
  prepared: PreparedSweep,
  { expectation, spent }: { readonly expectation: Expectation | undefined; readonly spent: Spent },
  environment: SweepEnvironment,
): ReadonlyMap<string, string> {
  // Where all is stored nothing was measured; the plan then says what it is without its time.
  const estimate = expectation?.estimate ?? estimateSweep(prepared, unmeasured);
  const budget = planBudget(prepared, estimate, spent);
  const { calibration } = expectation ?? {};
  return new Map([
    specDocument(prepared.loaded.spec),
    ['plan.txt', `${describePlan(prepared, { estimate, calibration, budget })}\n`],
    ['plan.json', JSON.stringify(planJson(prepared, estimate, budget), null, 1)],
    ...(prepared.networks ? [[networksName, JSON.stringify(prepared.networks, null, 1)] as const] : []),
    ['environment.json', JSON.stringify(environmentRecord(environment), null, 1)],
  ]);
}
