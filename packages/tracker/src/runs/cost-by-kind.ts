import type { StageOutcome } from '@thaw/core';

/** What computing the stages of one kind was expected to take, and took. */
export interface CostOfKind {
  readonly kind: string;
  /** How many were computed for which something was expected. */
  readonly computed: number;
  readonly expectedSeconds: number;
  readonly seconds: number;
}

/** Predicted against actual, of the computations for which both are known. Kinds come in the order of their first. */
export function costByKind(computed: readonly StageOutcome[]): readonly CostOfKind[] {
  const costs = new Map<string, CostOfKind>();
  for (const { kind, seconds, expectedSeconds } of computed) {
    if (expectedSeconds === undefined) continue;
    const cost = costs.get(kind) ?? { kind, computed: 0, expectedSeconds: 0, seconds: 0 };
    costs.set(kind, {
      kind,
      computed: cost.computed + 1,
      expectedSeconds: cost.expectedSeconds + expectedSeconds,
      seconds: cost.seconds + seconds,
    });
  }
  return [...costs.values()];
}

export const totalCost = (costs: readonly CostOfKind[]): Omit<CostOfKind, 'kind'> =>
  costs.reduce(
    (sum, { computed, expectedSeconds, seconds }) => ({
      computed: sum.computed + computed,
      expectedSeconds: sum.expectedSeconds + expectedSeconds,
      seconds: sum.seconds + seconds,
    }),
    { computed: 0, expectedSeconds: 0, seconds: 0 },
  );
