import { totalSeconds, type StageEstimate } from '@thaw/core';
import type { Amounts } from '../api/results.js';

/** What stages take that are computed one after the other. */
export function amountsOf(stages: readonly StageEstimate[]): Amounts {
  const sum = (amount: (stage: StageEstimate) => number) =>
    stages.reduce((total, stage) => total + amount(stage), 0);
  const isTimed = stages.every(({ seconds }) => seconds !== undefined);
  return {
    flops: sum(({ flops }) => flops),
    ...(isTimed && totalSeconds(stages)),
    memoryBytes: Math.max(0, ...stages.map(({ memoryBytes }) => memoryBytes)),
    diskBytes: sum(({ diskBytes }) => diskBytes),
  };
}

/** What one takes and then the other. */
export function oneAfterTheOther(first: Amounts, then: Amounts): Amounts {
  const isTimed = first.seconds !== undefined && then.seconds !== undefined;
  return {
    flops: first.flops + then.flops,
    ...(isTimed && totalSeconds([first, then])),
    memoryBytes: Math.max(first.memoryBytes, then.memoryBytes),
    diskBytes: first.diskBytes + then.diskBytes,
  };
}
