import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random/random.js';
import { searchSpace, type Axis } from '../search-space.js';
import type { Space } from '../space.js';
import { mixtureOf, type Observation } from './mixture.js';
import { massAround, massBetween } from './normal.js';

const axis = (path: string, space: Space, when: Axis['when'] = []): Axis => ({ paths: [path], space, when });
const seen = (...points: Observation['point'][]): Observation[] =>
  points.map((point) => ({ point, weight: 1 }));

describe('a mixture', () => {
  const space = searchSpace([
    axis('kind', { kind: 'choice', values: ['a', 'b', 'c'] }),
    axis('units', { kind: 'int', low: 1, high: 5 }),
    axis('depth', { kind: 'choice', values: [1, 2, 4] }, [{ path: 'kind', values: new Set(['"b"']) }]),
  ]);
  const mixture = mixtureOf(
    space,
    seen({ kind: 'b', units: 2, depth: 4 }, { kind: 'a', units: 5 }, { kind: 'b', units: 3, depth: 4 }),
  );
  const points = ['a', 'b', 'c'].flatMap((kind) =>
    [1, 2, 3, 4, 5].flatMap((units) =>
      kind === 'b' ? [1, 2, 4].map((depth) => ({ kind, units, depth })) : [{ kind, units }],
    ),
  );

  it('is a density: over all points of a space with branches it comes to 1', () => {
    const total = points.reduce((sum, point) => sum + Math.exp(mixture.logDensity(point)), 0);
    expect(total).toBeCloseTo(1, 6);
  });

  it('draws each point as often as its density says', () => {
    const random = seededRandom(1);
    const counts = new Map<string, number>();
    const draws = 40_000;
    for (let draw = 0; draw < draws; draw++) {
      const point = JSON.stringify(mixture.draw(random));
      counts.set(point, (counts.get(point) ?? 0) + 1);
    }
    for (const point of points) {
      const share = (counts.get(JSON.stringify(point)) ?? 0) / draws;
      expect(Math.abs(share - Math.exp(mixture.logDensity(point)))).toBeLessThan(0.008);
    }
  });

  it('is likelier near what was observed together than near what was observed apart', () => {
    const plane = searchSpace([
      axis('x', { kind: 'uniform', low: 0, high: 1 }),
      axis('y', { kind: 'logUniform', low: 1e-4, high: 1 }),
    ]);
    const along = Array.from({ length: 9 }, (_, index) => (index + 1) / 10);
    const diagonal = mixtureOf(plane, seen(...along.map((x) => ({ x, y: 1e-4 ** (1 - x) }))));
    const [together, apart] = [0.9, 0.1].map((y) => diagonal.logDensity({ x: 0.9, y: 1e-4 ** (1 - y) }));
    expect(together).toBeGreaterThan(apart! + 1);
    const parts = Array.from({ length: 200 }, (_, index) => (index + 0.5) / 200);
    const total = parts
      .flatMap((x) => parts.map((y) => Math.exp(diagonal.logDensity({ x, y: 1e-4 ** (1 - y) }))))
      .reduce((sum, each) => sum + each, 0);
    expect(total / 200 ** 2).toBeCloseTo(1, 2);
  });
});

// scipy.stats.norm: cdf(b) - cdf(a), sf(a) - sf(b) far from the middle
it.each([
  [-1, 1, 0.6826894921370859],
  [0.5, 0.75, 0.08191018634911867],
  [-7, -6, 9.853078324938e-10],
  [9, 10, 1.1285122074236e-19],
])('a normal distribution has between %s and %s what scipy says', (low, high, mass) => {
  expect(massBetween(low, high) / mass).toBeCloseTo(1, 5);
});

it.each([0, 0.3, -2, 8, -8])('what lies around %d is as much in narrow parts as in wide ones', (x) => {
  const narrow = Array.from({ length: 9 }, (_, index) => massAround(x + 0.01 * (index - 4), 0.005));
  expect(narrow.reduce((sum, each) => sum + each, 0) / massAround(x, 0.045)).toBeCloseTo(1, 3);
  expect(massAround(x, 1e-9)).toBeGreaterThan(0);
});
