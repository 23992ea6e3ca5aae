import { evictFeatures } from './evict-features.js';
import type { FileStageStore } from './file-stage-store.js';
import { Lease } from './lease.js';

export interface FeatureCacheOptions {
  readonly folder: string;
  readonly store: FileStageStore;
  /** What the features of the store may take together; none means that nothing is evicted. */
  readonly limitBytes: number | undefined;
}

/** A sweep's share in the features of a store: it says which it needs, and evicts what is needed no more. */
export class FeatureCache {
  readonly #lease: Lease;
  #needed = 0;

  constructor(private readonly options: FeatureCacheOptions) {
    this.#lease = new Lease(options.folder);
  }

  /** What the sweep still needs; each time the same or less. */
  async keep(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size === this.#needed) return;
    this.#needed = keys.size;
    await this.#lease.hold(keys);
  }

  /** Evicts the least recently used features beyond the limit, none that a running sweep needs. */
  async trim(): Promise<void> {
    const { limitBytes } = this.options;
    if (limitBytes !== undefined) await evictFeatures({ ...this.options, limitBytes });
  }

  async close(): Promise<void> {
    await this.#lease.release();
    await this.trim();
  }
}
