/** The chance that a standard normal number is at most `x` (G. Marsaglia: Evaluating the Normal Distribution, J. Stat. Soft. 11, 2004). */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, before, term] = [x, 0, x];
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

/**
 * The chance that Student's t with so many degrees of freedom, a whole number, is at most `t` (M. Abramowitz, I. Stegun: Handbook of
 * Mathematical Functions, 1964, 26.7.3 and 26.7.4: finite sums).
 */
export function studentCdf(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let index = isOdd ? 3 : 2; index < degrees; index += 2) {
    term *= (cosine * cosine * (index - 1)) / index;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return (1 + within) / 2;
}

/** Where a distribution function that is even about 0 comes to `chance`, 0.5 ≤ chance < 1. */
export function quantile(cdf: (x: number) => number, chance: number): number {
  let [low, high] = [0, 1];
  while (cdf(high) < chance && high < 1e12) high *= 2;
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (cdf(middle) < chance) low = middle;
    else high = middle;
  }
  return high;
}
