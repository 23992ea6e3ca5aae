import type { Measurement } from '../task/task.js';

/** Whether top-5 accuracy says anything: among five classes or fewer everything is in the top five. */
export const hasTop5 = (classes: number): boolean => classes > 5;

/** What classification measures. */
export class ClassificationMetrics implements Measurement {
  #lossSum = 0;
  #images = 0;
  #inTop5 = 0;
  /** Rows are the true classes, columns the predicted ones. */
  readonly confusion: number[][];

  constructor(private readonly classes: number) {
    this.confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  /** `probabilities`: `[size, classes]`; `loss`: the mean over the batch. Ties go to the class of lower index. */
  add(loss: number, probabilities: Float32Array, labels: Int32Array, size: number): void {
    this.#lossSum += loss * size;
    this.#images += size;
    for (let row = 0; row < size; row++) {
      const scores = probabilities.subarray(row * this.classes, (row + 1) * this.classes);
      const label = labels[row]!;
      this.confusion[label]![indexOfGreatest(scores)]!++;
      let above = 0;
      for (const score of scores) if (score > scores[label]!) above++;
      if (above < 5) this.#inTop5++;
    }
  }

  /** Names as in Keras, each with the prefix: `''`, `val_` or `test_`. Top-5 only where there are more than five classes. */
  result(prefix: string): Record<string, number> {
    const correct = this.confusion.reduce((sum, row, index) => sum + row[index]!, 0);
    return {
      [`${prefix}loss`]: this.#lossSum / this.#images,
      [`${prefix}accuracy`]: correct / this.#images,
      ...(hasTop5(this.classes) && { [`${prefix}top_5_accuracy`]: this.#inTop5 / this.#images }),
      [`${prefix}macro_f1`]: macroF1(this.confusion),
    };
  }
}

function indexOfGreatest(scores: Float32Array): number {
  let greatest = 0;
  for (let index = 1; index < scores.length; index++)
    if (scores[index]! > scores[greatest]!) greatest = index;
  return greatest;
}

/**
 * The mean of the classes' F1 scores, as in scikit-learn's `f1_score(average='macro', zero_division=0)`: over the
 * classes that occur as label or prediction, and 0 for one that was never right.
 */
export function macroF1(confusion: readonly (readonly number[])[]): number {
  const scores: number[] = [];
  for (let index = 0; index < confusion.length; index++) {
    const actual = confusion[index]!.reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, row) => sum + row[index]!, 0);
    if (actual + predicted > 0) scores.push((2 * confusion[index]![index]!) / (actual + predicted));
  }
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
