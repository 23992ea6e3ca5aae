import type { StageStore } from '@thaw/core';
import { evictFeatures } from './evict-features.js';
import { pruneCheckpoints } from './prune-checkpoints.js';
import type { Removal } from './removal.js';
import type { StorePlace } from './store-place.js';

export interface PruneOptions {
  readonly store: StageStore;
  /** The store's, where what is no stage is cleaned up too. */
  readonly place: StorePlace;
  /** Features and models beyond it are evicted; none leaves them all. */
  readonly limitBytes: number | undefined;
  /** Only says what would go. */
  readonly dryRun: boolean;
}

/** Removes what no result needs. What can be computed again goes only beyond the limit, results never. */
export async function pruneStore(options: PruneOptions): Promise<readonly Removal[]> {
  const { store, place } = options;
  return [
    ...(await pruneFeatures(options)),
    ...(await pruneCheckpoints(store, options)),
    ...(await place.clean(options)),
  ];
}

async function pruneFeatures({ store, limitBytes, dryRun }: PruneOptions): Promise<Removal[]> {
  if (limitBytes === undefined) return [];
  const evicted = await evictFeatures({ store, limitBytes, dryRun });
  return evicted.map(({ kind, key, bytes }) => ({
    what: kind === 'model' ? 'model' : 'features',
    name: `${kind} ${key.slice(0, 12)}`,
    bytes,
  }));
}
