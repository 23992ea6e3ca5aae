import type { Tensor } from '@tensorflow/tfjs-core';
import type { Optimizer } from '@thaw/core';

/** One trained weight and all that its update reads. Tensors are borrowed. */
export interface Update {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** All zeros at the first step; each of the weight's shape. */
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
  /** What it remembers of each weight. */
  readonly slots: readonly string[];
  update(update: Update): Updated;
}

/** The settings of one optimizer. */
export type SettingsOf<Name extends Optimizer['name']> = Omit<Extract<Optimizer, { name: Name }>, 'name'>;
