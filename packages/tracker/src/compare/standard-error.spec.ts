import { describe, expect, it } from 'vitest';
import type { HeldOut } from './held-out.js';
import { standardError } from './standard-error.js';

/** So many images of `classes` classes in turn, of which the network gives the truth `sure` and the next class the rest. */
function answers(sure: readonly number[], classes = 2): HeldOut {
  const images = sure.map((_, index) => ({
    path: `${index}.png`,
    sha256: `${index}`,
    label: index % classes,
  }));
  const probabilities = new Float32Array(sure.length * classes);
  sure.forEach((probability, index) => {
    probabilities[index * classes + (index % classes)] = probability;
    probabilities[index * classes + ((index + 1) % classes)] = 1 - probability;
  });
  return { classes: Array.from({ length: classes }, (_, index) => `class ${index}`), images, probabilities };
}

const right = (count: number, wrong: number) => [
  ...Array.from({ length: count }, () => 0.9),
  ...Array.from({ length: wrong }, () => 0.2),
];

describe('the standard error of a metric', () => {
  it('is that of a proportion for accuracies', () => {
    // (91/102)·(11/102), by hand.
    expect(standardError(answers(right(90, 10)), 'accuracy')).toBeCloseTo(0.03071, 5);
    expect(standardError(answers(right(90, 10), 7), 'top_5_accuracy')).toBeCloseTo(0.00976, 5);
  });

  it('is not zero because all answers are right', () => {
    expect(standardError(answers(right(20, 0)), 'accuracy')).toBeCloseTo(0.04441, 5);
  });

  it('is that of a mean for the loss', () => {
    // −ln 0.9 and −ln 0.2, half of each: σ = 0.75204 · √(4/3), over √4 images.
    expect(standardError(answers(right(2, 2)), 'loss')).toBeCloseTo(0.43419, 4);
  });

  it('is found by resampling for the mean of F1 scores, and near that of the accuracy where classes are alike', () => {
    const heldOut = answers(right(150, 50));
    const error = standardError(heldOut, 'macro_f1')!;
    expect(error / standardError(heldOut, 'accuracy')!).toBeCloseTo(1, 0);
    expect(standardError(heldOut, 'macro_f1')).toBe(error);
  });

  it.each(['accuracy', 'loss', 'macro_f1'])('halves for %s with four times the images', (metric) => {
    const heldOut = answers(right(75, 25));
    const ratio = standardError(heldOut, metric, 400)! / standardError(heldOut, metric, 100)!;
    expect(ratio).toBeGreaterThan(0.45);
    expect(ratio).toBeLessThan(0.55);
  });

  it('is not known of what is no metric of images, or of no images', () => {
    expect(standardError(answers(right(1, 1)), 'learning_rate')).toBeUndefined();
    expect(standardError(answers([]), 'accuracy')).toBeUndefined();
    expect(standardError(answers(right(1, 1)), 'accuracy', 0)).toBeUndefined();
  });
});
