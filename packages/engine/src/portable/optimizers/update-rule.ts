import type { Tensor } from '@tensorflow/tfjs-core';

/** One trained weight and all that its update reads. Tensors are borrowed. */
export interface Update {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** By the names that core's entry of the optimizer gives them; all zeros at the first step. */
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly learningRate: number;
  /** Steps taken, this one included: 1 at the first. */
  readonly step: number;
}

export interface Updated {
  readonly weight: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** How an optimizer changes a weight; Keras 3's formulas (keras/src/optimizers). Pure: returns new tensors. */
export interface UpdateRule {
  update(update: Update): Updated;
}
