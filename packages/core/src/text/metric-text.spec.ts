import { describe, expect, it } from 'vitest';
import { metricText } from './metric-text.js';

describe('a metric for people', () => {
  it.each([
    [0.678012, '0.6780'],
    [1, '1.0000'],
    [0, '0.0000'],
    [-12.34567, '-12.3457'],
    [0.0000226140744609, '2.26e-5'],
    [1.8e32, '1.80e+32'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('says %s as %s', (value, expected) => {
    expect(metricText(value)).toBe(expected);
  });
});
