import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../random/random.js';
import { schemaErrors } from '../spec/schema-validator.js';
import { unchanged } from './image-changes.js';
import type { ImageOperation } from './image-operation.js';
import { imageOperations } from './image-operations.js';

const { flip, rotate, zoom, shift, brightness, contrast } = imageOperations;
const from = <Drawn>(draw: (random: Random) => Drawn): readonly Drawn[] =>
  Array.from({ length: 2000 }, (_, seed) => draw(seededRandom(seed)));
const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe('an image operation', () => {
  it.each<[string, readonly number[], number, number]>([
    ['degrees', from((random) => rotate.draw(40, random)), 0, 40],
    ['zoom', from((random) => zoom.draw(0.3, random)), 1, 0.3],
    ['shift to the right', from((random) => shift.draw(0.2, random).x), 0, 0.2],
    ['shift down', from((random) => shift.draw(0.2, random).y), 0, 0.2],
    ['brightness', from((random) => brightness.draw(0.2, random)), 0, 0.2],
    ['contrast', from((random) => contrast.draw(0.4, random)), 1, 0.4],
  ])('draws %s uniformly from its range', (_, values, centre, range) => {
    for (const value of values) expect(Math.abs(value - centre)).toBeLessThanOrEqual(range);
    // Four standard errors of a uniform distribution's mean and mean square.
    expect(Math.abs(mean(values) - centre)).toBeLessThan((4 * range) / Math.sqrt(3 * values.length));
    const squares = mean(values.map((value) => ((value - centre) / range) ** 2));
    expect(Math.abs(squares - 1 / 3)).toBeLessThan((4 * Math.sqrt(4 / 45)) / Math.sqrt(values.length));
  });

  it('mirrors half of the time, each axis by itself, and only the axes that it may', () => {
    const draws = from((random) => flip.draw('both', random));
    for (const axis of ['horizontally', 'vertically'] as const) {
      expect(Math.abs(mean(draws.map((mirrored) => Number(mirrored[axis]))) - 0.5)).toBeLessThan(0.05);
    }
    const both = draws.filter(({ horizontally, vertically }) => horizontally && vertically);
    expect(Math.abs(both.length / draws.length - 0.25)).toBeLessThan(0.05);
    expect(from((random) => flip.draw('horizontal', random)).some(({ vertically }) => vertically)).toBe(
      false,
    );
    expect(from((random) => flip.draw('vertical', random)).some(({ horizontally }) => horizontally)).toBe(
      false,
    );
  });
});

/** For each operation another setting than its default. */
const settings: { readonly [Name in keyof typeof imageOperations]: string | number } = {
  flip: 'both',
  rotate: 20,
  zoom: 0.3,
  shift: 0.1,
  brightness: 0.2,
  contrast: 0.3,
  crop: 0.35,
};

describe.each(Object.entries<ImageOperation>(imageOperations))(
  'the image operation %s',
  (name, operation) => {
    const setting = settings[name as keyof typeof settings];
    const apply = (value: string | number | boolean, seed: number) =>
      operation.apply(unchanged, operation.draw(value, seededRandom(seed)));

    it('has a default that its schema allows and that changes nothing', () => {
      expect(schemaErrors(operation.setting.default, operation.setting)).toEqual([]);
      for (let seed = 0; seed < 20; seed++) {
        const { source, moved, ...tone } = apply(operation.setting.default, seed);
        [...source, moved.x, moved.y].forEach((value, index) =>
          expect(value).toBeCloseTo([1, 0, 0, 1, 0, 0][index]!, 12),
        );
        expect(tone.contrast).toBe(1);
        expect(tone.brightness).toBeCloseTo(0, 12);
      }
    });

    it('changes something with another', () => {
      expect(Array.from({ length: 20 }, (_, seed) => apply(setting, seed))).toContainEqual(
        expect.not.objectContaining(unchanged),
      );
    });

    it('draws as many numbers whatever its setting, so that others draw what they did', () => {
      const drawn = [operation.setting.default, setting].map((value) => {
        let count = 0;
        operation.draw(value, () => (count++, 0.3));
        return count;
      });
      expect(drawn[1]).toBe(drawn[0]);
      expect(drawn[0]).toBeGreaterThan(0);
    });
  },
);
