import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sobolDimensions, sobolSequence } from './sobol.js';

const reference: Readonly<Record<string, readonly number[]>> = JSON.parse(
  readFileSync(new URL('sobol.reference.json', import.meta.url), 'utf8'),
);

it.each(Object.entries(reference))(
  'has the points of scipy.stats.qmc.Sobol in dimension %s',
  (dimension, points) => {
    const at = sobolSequence(Number(dimension));
    expect(points.map((_, index) => at(index))).toEqual(points);
  },
);

const dimensions = Array.from({ length: sobolDimensions }, (_, dimension) => dimension);

it.each([1, 2, 3])('scrambled by seed %i, has one of 64 points in each 64th of every dimension', (seed) => {
  for (const dimension of dimensions) {
    const at = sobolSequence(dimension, seed + dimension);
    const parts = Array.from({ length: 64 }, (_, index) => Math.floor(at(index) * 64));
    expect(new Set(parts).size).toBe(64);
  }
});

it('scrambled, has one of 64 points in each part of the first two dimensions, however they are cut into 64', () => {
  const [x, y] = [sobolSequence(0, 5), sobolSequence(1, 6)];
  for (const across of [2, 4, 8, 16, 32]) {
    const parts = Array.from(
      { length: 64 },
      (_, index) => Math.floor(x(index) * across) * 64 + Math.floor(y(index) * (64 / across)),
    );
    expect(new Set(parts).size).toBe(64);
  }
});

it('scrambled, has each point anywhere: over seeds the first is even', () => {
  const seeds = Array.from({ length: 4000 }, (_, seed) => seed);
  const firsts = seeds.map((seed) => sobolSequence(0, seed)(0));
  for (let part = 0; part < 10; part++)
    expect(firsts.filter((first) => Math.floor(first * 10) === part).length / 4000).toBeCloseTo(0.1, 1);
  const differences = seeds.map((seed) => sobolSequence(0, seed)(0) * sobolSequence(1, -1 - seed)(0));
  expect(differences.reduce((sum, each) => sum + each, 0) / 4000).toBeCloseTo(0.25, 1);
});
