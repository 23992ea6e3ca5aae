/**
 * The value that a standard normal number exceeds with this probability, 0 < probability < 0.5, to within 0.00045
 * (M. Abramowitz, I. Stegun: Handbook of Mathematical Functions, 1964, 26.2.23).
 */
export function normalQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - above / below;
}
