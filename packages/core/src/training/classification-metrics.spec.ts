import { describe, expect, it } from 'vitest';
import { ClassificationMetrics, macroF1 } from './classification-metrics.js';

describe('ClassificationMetrics', () => {
  it('weighs the batches by their size', () => {
    const metrics = new ClassificationMetrics(2);
    metrics.add(1, Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.7, 0.3), Int32Array.of(0, 1, 1), 3);
    metrics.add(5, Float32Array.of(0.1, 0.9), Int32Array.of(0), 1);
    expect(metrics.result('val_')).toMatchObject({ val_loss: 2, val_accuracy: 0.5 });
    expect(metrics.confusion).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('counts an image for top-5 when fewer than five classes score higher', () => {
    const metrics = new ClassificationMetrics(7);
    const scores = [0.3, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05];
    metrics.add(0, Float32Array.from([...scores, ...scores]), Int32Array.of(4, 5), 2);
    expect(metrics.result('')).toMatchObject({ top_5_accuracy: 0.5, accuracy: 0 });
  });

  it('leaves top-5 out where it would always be 1', () => {
    const metrics = new ClassificationMetrics(5);
    metrics.add(0, Float32Array.of(1, 0, 0, 0, 0), Int32Array.of(0), 1);
    expect(metrics.result('')).not.toHaveProperty('top_5_accuracy');
  });
});

describe('macroF1', () => {
  // scikit-learn: f1_score([0,0,1,1,2,2], [0,1,1,1,0,2], average='macro') = 0.6555…
  it('is the mean of the F1 scores of the classes', () => {
    const confusion = [
      [1, 1, 0],
      [0, 2, 0],
      [1, 0, 1],
    ];
    expect(macroF1(confusion)).toBeCloseTo((0.5 + 0.8 + 2 / 3) / 3, 12);
  });

  it('passes over a class that neither occurs nor is predicted', () => {
    expect(
      macroF1([
        [2, 0],
        [0, 0],
      ]),
    ).toBe(1);
  });
});
