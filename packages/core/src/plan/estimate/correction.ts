/** How many times as long as computed stages of one kind take. */
export interface Correction {
  /** Most likely. */
  readonly usual: number;
  /** As they have varied. */
  readonly low: number;
  readonly high: number;
}

/** Of a kind of stage that this machine has not computed yet: first estimates were off by up to this, either way. */
export const uncorrected: Correction = { usual: 1, low: 0.4, high: 2.5 };

/** However alike a few were, the next may differ by this. */
const leastSpread = { low: 3 / 4, high: 4 / 3 };

/** From so many on, the largest and the smallest say nothing: each may be one disturbed stage. */
const enough = 5;

/** What these ratios of true to computed time say of the next: their median, and how far they lay from it. */
export function correctionBy(ratios: readonly number[]): Correction {
  if (ratios.length === 0) return uncorrected;
  const sorted = ratios.toSorted((a, b) => a - b);
  const trusted = sorted.length < enough ? sorted : sorted.slice(1, -1);
  const usual = median(sorted);
  return {
    usual,
    low: Math.min(trusted[0]!, leastSpread.low * usual),
    high: Math.max(trusted.at(-1)!, leastSpread.high * usual),
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
