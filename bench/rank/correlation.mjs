// Rank correlations of two lists, with ties.
import { mean, sum } from '../statistics.mjs';

/** Kendall's τ-b (M. Kendall, The Treatment of Ties in Ranking Problems, Biometrika 1945); 0 where all of one list are alike. */
export function kendall(a, b) {
  let [both, inA, inB] = [0, 0, 0];
  for (let i = 1; i < a.length; i++)
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i] - a[j]), Math.sign(b[i] - b[j])];
      both += x * y;
      inA += x * x;
      inB += y * y;
    }
  return inA * inB === 0 ? 0 : both / Math.sqrt(inA * inB);
}

/** Spearman's ρ: the correlation of the ranks, ties at their mean. */
export function spearman(a, b) {
  const [x, y] = [deviations(ranks(a)), deviations(ranks(b))];
  const product = (p, q) => sum(p.map((value, at) => value * q[at]));
  const scale = Math.sqrt(product(x, x) * product(y, y));
  return scale === 0 ? 0 : product(x, y) / scale;
}

const ranks = (values) =>
  values.map(
    (value) =>
      values.filter((other) => other < value).length +
      (values.filter((other) => other === value).length - 1) / 2,
  );

function deviations(values) {
  const centre = mean(values);
  return values.map((value) => value - centre);
}

/** How likely so high a τ is where no order is likelier than another, without ties: by the number of permutations with each number of inversions. */
export function chanceOfTau(tau, n) {
  let counts = [1];
  for (let k = 2; k <= n; k++) {
    const next = Array(counts.length + k - 1).fill(0);
    for (const [at, count] of counts.entries()) for (let add = 0; add < k; add++) next[at + add] += count;
    counts = next;
  }
  const pairs = (n * (n - 1)) / 2;
  const atMost = Math.floor((pairs * (1 - tau)) / 2 + 1e-9);
  return sum(counts.slice(0, atMost + 1)) / sum(counts);
}
