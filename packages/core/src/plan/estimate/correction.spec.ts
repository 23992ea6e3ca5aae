import { describe, expect, it } from 'vitest';
import { correctionBy, uncorrected } from './correction.js';

describe('how long stages take', () => {
  it('is within a factor of two and a half of what was computed, where none of their kind was seen', () => {
    expect(correctionBy([])).toEqual({ usual: 1, low: 1 / 2.5, high: 2.5 });
    expect(correctionBy([])).toBe(uncorrected);
  });

  it('is most likely the median of what was seen, between the shortest and the longest', () => {
    expect(correctionBy([4, 1, 2])).toEqual({ usual: 2, low: 1, high: 4 });
    expect(correctionBy([1, 3]).usual).toBe(2);
  });

  it('may differ by a third, however alike the few were that were seen', () => {
    expect(correctionBy([3])).toEqual({ usual: 3, low: 3 * (3 / 4), high: 3 * (4 / 3) });
  });

  it('is not told by one disturbed stage among five or more', () => {
    expect(correctionBy([2, 2.2, 50, 1, 3])).toEqual({ usual: 2.2, low: 2.2 * (3 / 4), high: 3 });
  });
});
