/** What the evidence of a linear model depends on. */
export interface Evidence {
  readonly rows: number;
  readonly columns: number;
  /** Squares of the features' singular values that are not zero. */
  readonly squares: Float64Array;
  /** For each of these, the square of what the target has along its left singular vector. */
  readonly along: Float64Array;
  /** The target's squares in all. */
  readonly target: number;
}

/** Of the authors' code: so many steps at the most, or until the ratio of the two moves by less. */
const mostSteps = 11;
const smallMove = 1e-3;
/** Keeps what is divided by from being zero; theirs too. */
const tiny = 1e-5;

/**
 * The logarithm of the evidence, an image, of a linear model from features to a target, at its maximum over the precisions of
 * weights (alpha) and noise (beta): LogME (You, Liu, Wang and Long, ICML 2021), by the fixed point of their longer paper (Ranking and Tuning
 * Pre-trained Models, 2021, algorithm 3), of which each step takes as long as there are singular values.
 *
 * Of alpha·I + beta·F'F all `columns` eigenvalues count, as in the paper; the authors' code leaves out those of singular values that are
 * zero, and so differs where there are fewer images than features.
 */
export function logEvidence(evidence: Evidence): number {
  const { rows, squares, along, target } = evidence;
  const beyond = target - along.reduce((sum, each) => sum + each, 0);
  let alpha = 1;
  let beta = 1;
  let result = 0;
  for (let step = 0; step < mostSteps; step++) {
    const ratio = alpha / beta;
    let effective = 0;
    let weights = 0;
    let error = beyond;
    squares.forEach((square, index) => {
      const sum = square + ratio;
      effective += square / sum;
      weights += (square * along[index]!) / (sum * sum);
      error += along[index]! * (ratio / sum) ** 2;
    });
    alpha = effective / (weights + tiny);
    beta = (rows - effective) / (error + tiny);
    result = evidenceAt(alpha, beta, { weights, error }, evidence);
    if (Math.abs(alpha / beta - ratio) / ratio <= smallMove) break;
  }
  return result / rows;
}

function evidenceAt(
  alpha: number,
  beta: number,
  { weights, error }: { readonly weights: number; readonly error: number },
  { rows, squares }: Evidence,
): number {
  // Where a singular value is zero, half a logarithm of alpha is taken away as was added.
  let volume = 0;
  for (const square of squares) volume += Math.log(alpha) - Math.log(alpha + beta * square);
  return (volume + rows * Math.log(beta) - beta * error - alpha * weights - rows * Math.log(2 * Math.PI)) / 2;
}
