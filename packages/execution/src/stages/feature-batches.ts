import type { FeatureCollection } from './feature-collection.js';
import type { WantedRow } from './wanted-rows.js';

/** What is wanted of one stage of a pass, and what it has. */
export interface FeaturesDemand {
  readonly wanted: ReadonlyMap<string, WantedRow>;
  readonly collection: Pick<FeatureCollection, 'has' | 'lost'>;
}

/** Images that pass through the network at once. */
export interface FeaturesBatch {
  /** Nothing where a row stood once that nobody wants now. */
  readonly places: readonly (WantedRow | undefined)[];
  /** Which stages get its rows. */
  readonly stages: readonly number[];
}

/**
 * What a pass has to compute: rows that some stage lacks, each in a batch of at most `size` for exactly those stages that lack it. What
 * was lost comes back in the batches that it was in, unless one was larger: then a machine with more memory computed it, and other last
 * bits are better than none.
 */
export function batchesToCompute(demands: readonly FeaturesDemand[], size: number): readonly FeaturesBatch[] {
  const missing = demands.map(
    ({ wanted, collection }) => new Map([...wanted].filter(([, row]) => !collection.has(row))),
  );
  return [...lostBatches(demands, missing, size), ...newBatches(missing, size)];
}

/** Takes what it finds out of `missing`. */
function lostBatches(
  demands: readonly FeaturesDemand[],
  missing: readonly Map<string, WantedRow>[],
  size: number,
): readonly FeaturesBatch[] {
  const batches = new Map<string, FeaturesBatch>();
  for (const [stage, { collection }] of demands.entries()) {
    const rows = missing[stage]!;
    for (const batch of collection.lost.flatMap((shard) => shard.batches)) {
      if (batch.length > size) continue;
      const places = batch.map((name) => (name === null ? undefined : rows.get(name)));
      if (places.every((row) => row === undefined)) continue;
      for (const row of places) if (row) rows.delete(row.name);
      const id = JSON.stringify(places.map((row) => row?.name ?? null));
      batches.set(id, { places, stages: [...(batches.get(id)?.stages ?? []), stage] });
    }
  }
  return [...batches.values()];
}

function newBatches(
  missing: readonly ReadonlyMap<string, WantedRow>[],
  size: number,
): readonly FeaturesBatch[] {
  const groups = new Map<string, { stages: readonly number[]; rows: WantedRow[] }>();
  const all = new Map(missing.flatMap((rows) => [...rows]));
  for (const [name, row] of all) {
    const stages = [...missing.keys()].filter((stage) => missing[stage]!.has(name));
    const group = groups.get(stages.join()) ?? { stages, rows: [] };
    group.rows.push(row);
    groups.set(stages.join(), group);
  }
  return [...groups.values()].flatMap(({ stages, rows }) =>
    Array.from({ length: Math.ceil(rows.length / size) }, (_, batch) => ({
      places: rows.slice(batch * size, (batch + 1) * size),
      stages,
    })),
  );
}
