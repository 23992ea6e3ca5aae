import { describe, expect, it } from 'vitest';
import { batchesToCompute, type FeaturesDemand } from './feature-batches.js';
import type { RowBatch } from './feature-layout.js';

const named = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => `image${first + index}`);

/** What is wanted, what there is, and what there once was. */
function demand(
  wanted: readonly string[],
  stored: readonly string[] = [],
  lost: readonly RowBatch[] = [],
): FeaturesDemand {
  const rows = wanted.map((name) => ({ name, path: `${name}.png`, sha256: name, data: { root: '/images' } }));
  return {
    wanted: new Map(rows.map((row) => [row.name, row])),
    collection: {
      has: ({ name }) => stored.includes(name),
      lost: [{ id: '', batches: lost, rows: [] }],
    },
  };
}

const computed = (...demands: readonly FeaturesDemand[]) =>
  batchesToCompute(demands, 32).map(({ places, stages }) => ({
    stages,
    names: places.map((row) => row?.name),
  }));

describe('what a pass computes', () => {
  it('is what is wanted and not stored, in its order, 32 at a time', () => {
    const batches = computed(demand(named(70), named(2)));
    expect(batches.map(({ names }) => names.length)).toEqual([32, 32, 4]);
    expect(batches.flatMap(({ names }) => names)).toEqual(named(68, 2));
    expect(computed(demand(named(70), named(70)))).toEqual([]);
  });

  it('is computed for exactly those stages that lack it', () => {
    expect(computed(demand(named(4), named(3)), demand(named(5)))).toEqual([
      { stages: [0, 1], names: ['image3'] },
      { stages: [1], names: ['image0', 'image1', 'image2', 'image4'] },
    ]);
  });

  it('comes back in the batches and the places that it was in, without what nobody wants any more', () => {
    const lost = [
      ['image1', 'gone', 'image0'],
      ['gone', 'gone'],
    ];
    expect(computed(demand(named(3), [], lost))).toEqual([
      { stages: [0], names: ['image1', undefined, 'image0'] },
      { stages: [0], names: ['image2'] },
    ]);
  });

  it('comes back in batches of today where those that it was in are too large', () => {
    const lost = demand(named(4), [], [named(40)]);
    expect(batchesToCompute([lost], 3).map(({ places }) => places.map((row) => row?.name))).toEqual([
      named(3),
      named(1, 3),
    ]);
  });

  it('comes back once for all stages that have lost the same batch', () => {
    const lost = [[null, 'image0', 'image1']];
    expect(computed(demand(named(2), [], lost), demand(named(2), [], lost))).toEqual([
      { stages: [0, 1], names: [undefined, 'image0', 'image1'] },
    ]);
  });
});
