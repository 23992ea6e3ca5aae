import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from './half-precision.js';

const round = (value: number) => fromHalf(toHalf(Float32Array.of(value)))[0]!;

describe('half precision', () => {
  it('gives every finite half back as it was', () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, half) => half).filter(
      (half) => (half & 0x7c00) < 0x7c00,
    );
    expect(toHalf(fromHalf(all))).toEqual(all);
  });

  it.each([
    ['a value that is one', 1, 1],
    ['down, nearer to the lower', 1 + 2 ** -12, 1],
    ['up, nearer to the upper', 1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
    ['a tie down to the even', 1 + 2 ** -11, 1],
    ['a tie up to the even', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ['up into the next power of two', 2 - 2 ** -12, 2],
    ['below the normal ones', 3.4 * 2 ** -24, 3 * 2 ** -24],
    ['a tie below the normal ones to the even', 2.5 * 2 ** -24, 2 * 2 ** -24],
    ['up from below the normal ones', 1023.7 * 2 ** -24, 2 ** -14],
    ['what is too small to zero', 2 ** -26, 0],
    ['a negative zero to itself', -0, -0],
    ['what is too large to the largest', 1e6, 65504],
    ['minus infinity to the least', -Infinity, -65504],
    ['the last that rounds down', 65519, 65504],
  ])('rounds %s', (_, value, expected) => {
    expect(round(value)).toBe(expected);
    if (value > 0) expect(round(-value)).toBe(-expected);
  });

  it('keeps NaN', () => {
    expect(round(NaN)).toBeNaN();
  });

  it('is off by at most half of the last of eleven bits', () => {
    for (let value = 2 ** -14; value < 60000; value *= 1.01) {
      expect(Math.abs(round(value) / Math.fround(value) - 1)).toBeLessThanOrEqual(2 ** -11);
    }
  });

  it('reads values that do not start at the beginning of their buffer', () => {
    expect(toHalf(Float32Array.of(9, 1, 2).subarray(1))).toEqual(Uint16Array.of(0x3c00, 0x4000));
  });
});
