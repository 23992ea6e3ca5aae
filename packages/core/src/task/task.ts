/** A number that is measured after each epoch. */
export interface Metric {
  readonly goal: 'minimize' | 'maximize';
  /** Where it is shown: also in a line of text, in tables, or only as a curve. */
  readonly shown: 'line' | 'table' | 'curve';
  /** Whether it is a share of the images, so that their number says how far it is off. */
  readonly isShare?: true;
}

/** Sums over the images of an epoch or a split, one batch at a time. */
export interface Measurement {
  /** `outputs`: what the network says, `[size, classes]`; `loss`: the mean over the batch. */
  add(loss: number, outputs: Float32Array, labels: Int32Array, size: number): void;
  /** By the names of the task's metrics, each with the prefix: `''`, `val_` or `test_`. */
  result(prefix: string): Record<string, number>;
}

/**
 * What is minimised, as Keras names it; of logits and labels. An engine has a table of these, and so does what a network
 * says: the softmax of its logits.
 */
export type LossName = 'categorical_crossentropy';

/** What a network learns. */
export interface Task {
  /** Also decides what a network says: see `LossName`. */
  readonly loss: LossName;
  /** By their names in Keras, in the order in which they tell equal runs apart. */
  readonly metrics: Readonly<Record<string, Metric>> & { readonly loss: Metric };
  /** The metric that makes a run the best, unless a spec says otherwise. */
  readonly objective: string;
  measure(classes: number): Measurement;
}
