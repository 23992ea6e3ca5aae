/** Whether a value beats the best so far by more than `minDelta`. NaN never does. */
export function isImprovement(
  value: number,
  best: number | undefined,
  goal: 'minimize' | 'maximize',
  minDelta: number,
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === undefined) return true;
  return goal === 'minimize' ? value < best - minDelta : value > best + minDelta;
}
