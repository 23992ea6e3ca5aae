/** The features about their mean, along the eigenvectors of their covariance. */
export interface Spread {
  /** How many features. */
  readonly columns: number;
  /** Their covariance's eigenvalues that are not zero; divided by the number of images, not by one less. */
  readonly variances: Float64Array;
  /** For each of these, what the means of the classes have of it: squares, weighted by the share of images of each class. */
  readonly between: Float64Array;
  /** Over all images, the square of their squared distance from the mean. */
  readonly fourth: number;
}

/**
 * H-score (Bao et al., ICIP 2019): tr(cov(f)⁺ · cov(E[f|y])). With `shrinkage` it is that of Ibrahim, Ponomareva and Mazumder (Newer
 * is not always better, 2021): the covariance is moved by this share to a multiple of the identity, and the result made smaller by it. Without, whatever
 * has more features than images has one less than there are classes, and says nothing.
 */
export function hScore({ columns, variances, between }: Omit<Spread, 'fourth'>, shrinkage: number): number {
  const total = variances.reduce((sum, each) => sum + each, 0);
  const floor = (shrinkage * total) / columns;
  return (
    (1 - shrinkage) *
    variances.reduce((sum, each, index) => sum + between[index]! / ((1 - shrinkage) * each + floor), 0)
  );
}

/** How far to shrink, by O. Ledoit and M. Wolf (A well-conditioned estimator for large-dimensional covariance matrices, 2004). */
export function ledoitWolf({ columns, variances, fourth }: Omit<Spread, 'between'>, rows: number): number {
  const total = variances.reduce((sum, each) => sum + each, 0);
  const squares = variances.reduce((sum, each) => sum + each * each, 0);
  const distance = squares - (total * total) / columns;
  return distance > 0 ? Math.min((fourth / rows - squares) / rows, distance) / distance : 0;
}
