/** How a loss is changed in training; none of it where a network is evaluated. */
export interface LossOptions {
  /** Moves this share of each target to all classes evenly. */
  readonly labelSmoothing?: number;
  /** One factor a class, by the image's true class. */
  readonly classWeights?: readonly number[];
}
