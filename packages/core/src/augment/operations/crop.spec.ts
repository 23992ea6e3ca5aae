import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random/random.js';
import { asChanges, unchanged } from '../image-changes.js';
import { crop } from './crop.js';
import torchvision from './torchvision-crops.json' with { type: 'json' };

const draws = 20_000;

describe('a random crop', () => {
  it.each(torchvision)(
    'is drawn as torchvision draws one, of $smallest or more',
    ({ smallest, ...expected }) => {
      const random = seededRandom('crops');
      const parts = Array.from({ length: draws }, () => crop.draw(smallest, random));
      const drawn = {
        area: parts.map(({ width, height }) => width * height),
        ratio: parts.map(({ width, height }) => width / height),
        left: parts.map(({ x, width }) => 0.5 + x - width / 2),
        top: parts.map(({ y, height }) => 0.5 + y - height / 2),
        width: parts.map(({ width }) => width),
      };
      for (const [name, quantiles] of Object.entries(expected)) {
        const values = drawn[name as keyof typeof drawn];
        for (const [index, quantile] of quantiles.entries()) {
          // Some are the whole picture: where quantiles are the same, its share is between.
          const below = values.filter((value) => value < quantile - 1e-4).length / draws;
          const atMost = values.filter((value) => value < quantile + 1e-4).length / draws;
          const level = 0.05 * (index + 1);
          // Four standard errors of the difference of both samples.
          expect(below, `${name} at ${level}`).toBeLessThan(level + 0.018);
          expect(atMost, `${name} at ${level}`).toBeGreaterThan(level - 0.018);
        }
      }
    },
  );

  it('lies inside of the picture, of proportions from 3:4 to 4:3 or the whole', () => {
    const random = seededRandom('parts');
    for (let count = 0; count < 1000; count++) {
      const { width, height, x, y } = crop.draw(0.5, random);
      expect(Math.abs(x)).toBeLessThanOrEqual((1 - width) / 2);
      expect(Math.abs(y)).toBeLessThanOrEqual((1 - height) / 2);
      expect(width / height).toBeGreaterThan(0.749);
      expect(width / height).toBeLessThan(1.334);
    }
  });

  it('is enlarged to the square, as PIL’s resize of a box', () => {
    // From (1, 2) to (5, 4) of 8 × 8 pixels.
    const part = { width: 4 / 8, height: 2 / 8, x: 3 / 8 - 0.5, y: 3 / 8 - 0.5 };
    const [a, b, c, d, e, f] = asChanges(crop.apply(unchanged, part), 8).transform;
    const source = (x: number, y: number) => [a * x + b * y + c, d * x + e * y + f];
    for (const [x, y] of [
      [0, 0],
      [7, 3],
    ] as const) {
      const [fromX, fromY] = source(x, y);
      expect(fromX).toBeCloseTo(1 + (x + 0.5) * (4 / 8) - 0.5, 12);
      expect(fromY).toBeCloseTo(2 + (y + 0.5) * (2 / 8) - 0.5, 12);
    }
  });

  it('shows a part of what operations before it have made', () => {
    const mirrored = { ...unchanged, source: [-1, 0, 0, 1] as const };
    const part = { width: 0.5, height: 0.5, x: -0.25, y: 0 };
    const [a, , c] = asChanges(crop.apply(mirrored, part), 9).transform;
    // Its left half is the right one of the picture.
    expect(c).toBeCloseTo(8.25, 12);
    expect(a * 8 + c).toBeCloseTo(4.25, 12);
  });
});
