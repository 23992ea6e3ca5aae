/**
 * How curves decay towards what they end with, by K. Swersky, J. Snoek and R. P. Adams, Freeze-Thaw Bayesian Optimization (2014). There
 * the mean of what decays is 0; here it is that of the curves, as most of them fall.
 */
export interface CurveModel {
  /** The mean and the variance of what curves end with. */
  readonly mean: number;
  readonly variance: number;
  /** The mean of what decays, before the first epoch. */
  readonly fall: number;
  /** Variances of what decays and of the noise of one epoch, as shares of that. */
  readonly decaying: number;
  readonly noise: number;
  /** Of the Gamma distribution of the rates at which it decays. */
  readonly alpha: number;
  readonly beta: number;
}

/** What a curve comes to. */
export interface Forecast {
  readonly mean: number;
  readonly deviation: number;
}

type Shape = Omit<CurveModel, 'mean' | 'variance' | 'fall'>;

/** The covariance of two epochs of what decays: exponentials whose rates are distributed as Gamma(alpha, beta). */
export const decayKernel = (t: number, u: number, { alpha, beta }: Pick<Shape, 'alpha' | 'beta'>): number =>
  (beta / (t + u + beta)) ** alpha;

/** The value at an epoch to come, by those of the epochs from the first on. */
export function forecast(curve: readonly number[], at: number, model: CurveModel): Forecast {
  const { mean, variance, fall } = model;
  const meanAt = (epoch: number) => mean + fall * decayKernel(epoch, 0, model);
  const factor = factorOf(curve.length, model);
  const crossed = curve.map((_, index) => 1 + model.decaying * decayKernel(at, index + 1, model));
  const residual = solveLower(
    factor,
    curve.map((value, index) => value - meanAt(index + 1)),
  );
  const weights = solveLower(factor, crossed);
  const own = 1 + model.decaying * decayKernel(at, at, model) + model.noise;
  return {
    mean: meanAt(at) + dot(weights, residual),
    deviation: Math.sqrt(variance * Math.max(1e-12, own - dot(weights, weights))),
  };
}

/** The model under which these curves are likeliest, of a grid; means and variance are the likeliest of each. */
export function fitCurves(curves: readonly (readonly number[])[]): CurveModel {
  const longest = Math.max(...curves.map(({ length }) => length));
  let best: { readonly model: CurveModel; readonly likelihood: number } | undefined;
  for (const shape of shapes()) {
    const fitted = fitScale(curves, shape, factorOf(longest, shape));
    if (!best || fitted.likelihood > best.likelihood) best = fitted;
  }
  return best!.model;
}

function* shapes(): Generator<Shape> {
  for (const decaying of [0.1, 1, 10, 100])
    for (const noise of [1e-4, 1e-3, 1e-2, 1e-1])
      for (const alpha of [0.5, 1, 2])
        for (const beta of [0.5, 1, 2, 4]) yield { decaying, noise, alpha, beta };
}

/** Generalised least squares: curves are apart from each other, and share means and variance. */
function fitScale(
  curves: readonly (readonly number[])[],
  shape: Shape,
  factor: readonly (readonly number[])[],
) {
  // The factor of a shorter curve is the beginning of that of a longer one.
  const solved = curves.map((curve) => ({
    values: solveLower(factor, curve),
    ones: solveLower(
      factor,
      curve.map(() => 1),
    ),
    decay: solveLower(
      factor,
      curve.map((_, index) => decayKernel(index + 1, 0, shape)),
    ),
  }));
  const count = curves.reduce((sum, { length }) => sum + length, 0);
  const total = (of: (each: (typeof solved)[number]) => number) =>
    solved.reduce((sum, each) => sum + of(each), 0);
  const [a, b, d] = [
    total(({ ones }) => dot(ones, ones)),
    total(({ ones, decay }) => dot(ones, decay)),
    total(({ decay }) => dot(decay, decay)),
  ];
  const [u, v] = [
    total((each) => dot(each.ones, each.values)),
    total((each) => dot(each.decay, each.values)),
  ];
  const determinantOfMeans = a * d - b * b;
  // Curves of one epoch do not tell an end from a fall.
  const fall = determinantOfMeans > 1e-9 * a * d ? (a * v - b * u) / determinantOfMeans : 0;
  const mean = (u - b * fall) / a;
  const squares = total(({ values, ones, decay }) => {
    const residual = values.map((value, index) => value - mean * ones[index]! - fall * decay[index]!);
    return dot(residual, residual);
  });
  const variance = Math.max(squares / count, 1e-12);
  const determinant = curves.reduce(
    (sum, { length }) => sum + factor.slice(0, length).reduce((logs, row) => logs + Math.log(row.at(-1)!), 0),
    0,
  );
  return {
    model: { ...shape, mean, fall, variance },
    likelihood: -0.5 * count * (Math.log(2 * Math.PI * variance) + 1) - determinant,
  };
}

/** The lower factor (Cholesky) of what epochs have in common, as a share of the variance of ends. */
function factorOf(length: number, shape: Shape): readonly (readonly number[])[] {
  const rows: number[][] = [];
  for (let i = 0; i < length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const covariance = 1 + shape.decaying * decayKernel(i + 1, j + 1, shape) + (i === j ? shape.noise : 0);
      const rest = covariance - dot(row, (rows[j] ?? row).slice(0, j));
      row.push(i === j ? Math.sqrt(rest) : rest / rows[j]![j]!);
    }
    rows.push(row);
  }
  return rows;
}

/** Solves for as many values as there are. */
function solveLower(factor: readonly (readonly number[])[], values: readonly number[]): readonly number[] {
  const solved: number[] = [];
  for (const [index, value] of values.entries()) {
    const row = factor[index]!;
    solved.push((value - dot(solved, row)) / row[index]!);
  }
  return solved;
}

/** Of the first so many as the shorter one has. */
function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) sum += a[index]! * b[index]!;
  return sum;
}
