import type { AugmentConfig } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { drawChanges } from './draw-changes.js';

const everything: AugmentConfig = {
  flip: 'both',
  rotate: 40,
  zoom: 0.3,
  shift: 0.2,
  brightness: 0.2,
  contrast: 0.4,
};

describe('drawChanges', () => {
  const draws = Array.from({ length: 2000 }, (_, seed) => drawChanges(everything, seed));
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

  it.each([
    ['degrees', draws.map(({ degrees }) => degrees), 0, 40],
    ['zoom', draws.map(({ zoom }) => zoom), 1, 0.3],
    ['shift to the right', draws.map(({ shift }) => shift.x), 0, 0.2],
    ['shift down', draws.map(({ shift }) => shift.y), 0, 0.2],
    ['brightness', draws.map(({ brightness }) => brightness), 0, 0.2],
    ['contrast', draws.map(({ contrast }) => contrast), 1, 0.4],
  ])('draws %s uniformly from its range', (_, values, centre, range) => {
    for (const value of values) expect(Math.abs(value - centre)).toBeLessThanOrEqual(range);
    // Four standard errors of a uniform distribution's mean and mean square.
    expect(Math.abs(mean(values) - centre)).toBeLessThan((4 * range) / Math.sqrt(3 * values.length));
    const squares = mean(values.map((value) => ((value - centre) / range) ** 2));
    expect(Math.abs(squares - 1 / 3)).toBeLessThan((4 * Math.sqrt(4 / 45)) / Math.sqrt(values.length));
  });

  it('mirrors half of the time, each axis by itself, and only the axes that it may', () => {
    for (const axis of ['horizontally', 'vertically'] as const) {
      expect(Math.abs(mean(draws.map(({ mirrored }) => Number(mirrored[axis]))) - 0.5)).toBeLessThan(0.05);
    }
    const both = draws.filter(({ mirrored }) => mirrored.horizontally && mirrored.vertically);
    expect(Math.abs(both.length / draws.length - 0.25)).toBeLessThan(0.05);
    for (let seed = 0; seed < 50; seed++) {
      expect(drawChanges({ ...everything, flip: 'horizontal' }, seed).mirrored.vertically).toBe(false);
      expect(drawChanges({ ...everything, flip: 'vertical' }, seed).mirrored.horizontally).toBe(false);
    }
  });

  it('draws the other changes as before when one setting changes', () => {
    const before = drawChanges(everything, 7);
    const after = drawChanges({ ...everything, flip: 'none', rotate: 5 }, 7);
    const mirrored = { horizontally: false, vertically: false };
    expect(after).toEqual({ ...before, mirrored, degrees: before.degrees / 8 });
  });
});
