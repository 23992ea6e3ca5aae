import { tryLock } from '@thaw/locks';
import { provenanceName } from '../provenance/provenance.js';
import { featuresManifestName, readFeaturesManifest } from '../stages/feature-layout.js';
import type { FileStageStore } from './file-stage-store.js';
import { takeInventory, type StoredStage } from './inventory.js';
import { leasedKeys } from './lease.js';
import { claimFile } from './store-layout.js';

export interface EvictionOptions {
  readonly folder: string;
  readonly store: FileStageStore;
  /** What the features and models of a store may take together. */
  readonly limitBytes: number;
  /** Only says what would be evicted. */
  readonly dryRun?: boolean;
}

/**
 * Evicts the least recently used features and models until the others keep within the limit. A stage that a running process needs
 * (it holds a lease) or computes (it holds a claim) stays, so the limit may be exceeded. Where its features came from
 * stays known.
 */
export async function evictFeatures(options: EvictionOptions): Promise<readonly StoredStage[]> {
  const { folder, limitBytes, dryRun } = options;
  const stages = await takeInventory(folder, ['features', 'model']);
  const leased = await leasedKeys(folder);
  let bytes = stages.reduce((sum, stage) => sum + evictableBytes(stage), 0);
  const evicted: StoredStage[] = [];
  for (const stage of stages.toSorted((a, b) => a.lastUsedMs - b.lastUsedMs)) {
    if (bytes <= limitBytes) break;
    if (evictableBytes(stage) === 0 || leased.has(stage.key)) continue;
    if (!dryRun && !(await evict(stage, options))) continue;
    bytes -= evictableBytes(stage);
    evicted.push(stage);
  }
  return evicted;
}

/** Where a stage came from, and which images could not be read: every use asks for these. */
const kept = [provenanceName, featuresManifestName];

export const evictableBytes = ({ blobs }: StoredStage): number =>
  Object.entries(blobs).reduce((sum, [name, { bytes }]) => sum + (kept.includes(name) ? 0 : bytes), 0);

/** Under a claim, so that nobody computes it meanwhile; and looks again, as a lease may have been taken just now. */
async function evict(stage: StoredStage, { folder, store }: EvictionOptions): Promise<boolean> {
  const attempt = await tryLock(claimFile(folder, stage), 'eviction');
  if (!('lock' in attempt)) return false;
  try {
    if ((await leasedKeys(folder)).has(stage.key)) return false;
    // Said in so many words: what is damaged looks the same, and is computed again.
    const manifest = stage.kind === 'features' ? await readFeaturesManifest(store, stage) : undefined;
    const evicted = manifest && new TextEncoder().encode(JSON.stringify({ ...manifest, evicted: true }));
    await store.removeAllBut(stage, kept, new Map(evicted && [[featuresManifestName, evicted]]));
    return true;
  } finally {
    await attempt.lock.release();
  }
}
