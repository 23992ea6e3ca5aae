import { describe, expect, it } from 'vitest';
import { softmax } from './softmax.js';

describe('softmax', () => {
  it('turns logits into probabilities, and cross-entropies, as scipy.special does', () => {
    // scipy.special.softmax and logsumexp of [1, 2, 3].
    const { probabilities, logSum } = softmax(Float32Array.of(1, 2, 3));
    [0.09003057317038046, 0.24472847105479764, 0.6652409557748218].forEach((expected, index) =>
      expect(probabilities[index]).toBeCloseTo(expected, 7),
    );
    expect(logSum).toBeCloseTo(3.4076059644443806, 12);
  });

  it('knows logits of any size', () => {
    expect([...softmax(Float32Array.of(1e30, 0, -1e30)).probabilities]).toEqual([1, 0, 0]);
    expect(softmax(Float32Array.of(-1e4, -1e4)).logSum).toBeCloseTo(-1e4 + Math.LN2, 9);
  });
});
