/** Whether a value beats the best so far by more than `minDelta`. What is not finite never does, nor what JSON makes of it. */
export function isImprovement(
  value: number,
  best: number | undefined,
  goal: 'minimize' | 'maximize',
  minDelta: number,
): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === undefined) return true;
  return goal === 'minimize' ? value < best - minDelta : value > best + minDelta;
}
