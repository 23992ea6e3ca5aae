import { macroF1 } from '@thaw/core';
import { isRight, type Answer } from './held-out.js';

/** What two runs are compared by: numbers of a set of answers, so that any resample of them can be measured. */
export const heldOutMetrics = {
  accuracy: (answers) => answers.filter(isRight).length / answers.length,
  macro_f1: (answers, classes) => macroF1(confusionOf(answers, classes)),
  /** Mean −ln of the true class's probability, without label smoothing or class weights. */
  cross_entropy: (answers) =>
    answers.reduce(
      (sum, { probabilityOfTruth }) => sum - Math.log(Math.max(probabilityOfTruth, smallest)),
      0,
    ) / answers.length,
} as const satisfies Record<string, (answers: readonly Answer[], classes: number) => number>;

export type HeldOutMetric = keyof typeof heldOutMetrics;

/** Keras's epsilon: a probability of 0 counts as this much. */
const smallest = 1e-7;

function confusionOf(answers: readonly Answer[], classes: number): readonly (readonly number[])[] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { image, predicted } of answers) counts[image.label]![predicted]!++;
  return counts;
}
