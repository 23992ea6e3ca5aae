/**
 * The two-sided p-value of McNemar's exact test: were the two runs equally good, each image on which only one is right
 * would fall to either with probability ½ (Q. McNemar, Psychometrika 12, 1947). 1 where there is no such image.
 */
export function mcnemarExact(onlyA: number, onlyB: number): number {
  const trials = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  let tail = 0;
  // By logarithms: the terms are too small for numbers from a thousand trials on.
  let logTerm = -trials * Math.LN2;
  for (let successes = 0; successes <= fewer; successes++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(trials - successes) - Math.log(successes + 1);
  }
  return Math.min(1, 2 * tail);
}
