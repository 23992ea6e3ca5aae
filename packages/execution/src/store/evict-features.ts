import type { StageFacts, StageRef, StageStore } from '@thaw/core';
import { provenanceName } from '../provenance/provenance.js';
import { featuresManifestName, readFeaturesManifest } from '../stages/feature-collection.js';
import { listedShard } from '../stages/feature-layout.js';

export interface EvictionOptions {
  readonly store: StageStore;
  /** What the features and models of a store may take together. */
  readonly limitBytes: number;
  /** Only says what would be evicted. */
  readonly dryRun?: boolean;
}

export interface Evicted extends StageRef {
  /** What has been given up of it. */
  readonly bytes: number;
}

/**
 * Evicts the least recently used features and models until the others keep within the limit. A stage that somebody needs
 * (there is a lease) or computes (there is a claim) stays, so the limit may be exceeded. Where its features came from
 * stays known.
 */
export async function evictFeatures({
  store,
  limitBytes,
  dryRun,
}: EvictionOptions): Promise<readonly Evicted[]> {
  const stages = await candidates(store);
  const leased = await store.leased();
  let total = stages.reduce((sum, { bytes }) => sum + bytes, 0);
  const evicted: Evicted[] = [];
  for (const { kind, key, bytes } of stages.toSorted((a, b) => a.lastUsedMs - b.lastUsedMs)) {
    if (total <= limitBytes) break;
    if (bytes === 0 || leased.has(key)) continue;
    if (!dryRun && !(await evict({ kind, key }, store))) continue;
    total -= bytes;
    evicted.push({ kind, key, bytes });
  }
  return evicted;
}

async function candidates(store: StageStore) {
  const candidates: (Evicted & Pick<StageFacts, 'lastUsedMs'>)[] = [];
  for (const stage of await store.stages(['features', 'model'])) {
    const { blobs, lastUsedMs } = await store.describe(stage);
    const evictable = [...blobs].filter(([name]) => !isKept(name));
    const bytes = evictable.reduce((sum, [, blob]) => sum + blob.bytes, 0);
    candidates.push({ ...stage, bytes, lastUsedMs });
  }
  return candidates;
}

/**
 * Where a stage came from, and which images could not be read: every use asks for these. And in which batches rows were
 * computed: so they come back with the same bits.
 */
const isKept = (name: string): boolean =>
  name === provenanceName || name === featuresManifestName || listedShard(name) !== undefined;

/** Under a claim, so that nobody computes it meanwhile; and looks again, as a lease may have been taken just now. */
async function evict(stage: StageRef, store: StageStore): Promise<boolean> {
  const attempt = await store.tryClaim(stage, 'eviction');
  if (!('claim' in attempt)) return false;
  try {
    if ((await store.leased()).has(stage.key)) return false;
    const { blobs } = await store.describe(stage);
    const changes = new Map<string, Uint8Array | undefined>();
    for (const name of blobs.keys()) if (!isKept(name)) changes.set(name, undefined);
    // Said in so many words: what is damaged looks the same, and is computed again.
    const manifest = stage.kind === 'features' ? await readFeaturesManifest(store, stage) : undefined;
    if (manifest)
      changes.set(
        featuresManifestName,
        new TextEncoder().encode(JSON.stringify({ ...manifest, evicted: true })),
      );
    await store.update(stage, changes);
    return true;
  } finally {
    await attempt.claim.release();
  }
}
