import { describe, expect, it } from 'vitest';
import { describeMetrics } from './describe-metrics.js';
import { Predictions } from './predictions.js';

const classes = [{ label: 'cat' }, { label: 'dog', wordnet: 'n02084071' }, { label: 'eel' }];
const log = (...probabilities: readonly number[]) => probabilities.map(Math.log);

function predict() {
  const predictions = new Predictions(classes, 2);
  const logits = Float32Array.from([
    ...log(0.7, 0.2, 0.1),
    ...log(0.4, 0.4, 0.2),
    ...[0, 0, 0],
    ...log(0.2, 0.2, 0.6),
  ]);
  const known = [0, 1, 2, undefined].map((label, row) => ({ path: `${row}.png`, label }));
  const batch = { first: 0, size: 4, logits, unreadable: new Map([[2, 'no image']]) };
  return { predictions, told: [...predictions.of(batch, known)] };
}

describe('predictions of logits', () => {
  it('name the most likely classes with their probabilities, and of equal ones the first', () => {
    const { told } = predict();
    const rounded = told.map((each) =>
      'reason' in each
        ? each.reason
        : each.predictions.map(({ label, probability }) => `${label} ${probability.toFixed(3)}`),
    );
    expect(rounded).toEqual([
      ['cat 0.700', 'dog 0.200'],
      ['cat 0.400', 'dog 0.400'],
      'no image',
      ['eel 0.600', 'cat 0.200'],
    ]);
    expect(told.map(({ expected }) => expected)).toEqual(['cat', 'dog', 'eel', undefined]);
    expect(told[0]).toMatchObject({
      predictions: [{ label: 'cat' }, { label: 'dog', wordnet: 'n02084071' }],
    });
  });

  it('are measured where a label is known and the image could be read', () => {
    const { predictions } = predict();
    expect(predictions.read).toBe(3);
    const { images, metrics, confusion } = predictions.metrics!;
    expect(images).toBe(2);
    expect(confusion).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect(metrics['accuracy']).toBe(0.5);
    expect(metrics['loss']).toBeCloseTo(-(Math.log(0.7) + Math.log(0.4)) / 2, 6);
  });

  it('are described by their metrics, and by what is taken for what', () => {
    expect(describeMetrics(predict().predictions.metrics!, 80)).toBe(
      [
        '2 images whose class is known: loss 0.6365, accuracy 0.5000, macro_f1 0.3333',
        '',
        '   shows \\ taken for  1  2  3',
        '1  cat                1  ·  ·',
        '2  dog                1  ·  ·',
        '3  eel                ·  ·  ·',
      ].join('\n'),
    );
    const many = Array.from({ length: 30 }, (_, index) => `class ${index}`);
    const confusion = many.map((_, row) => many.map((_, column) => (row === 3 && column === 5 ? 4 : 0)));
    expect(describeMetrics({ images: 4, classes: many, metrics: {}, confusion }, 80)).toContain(
      'shows    taken for  images\nclass 3  class 5         4',
    );
  });

  it('have no metrics without a label', () => {
    expect(new Predictions(classes, 1).metrics).toBeUndefined();
  });
});
