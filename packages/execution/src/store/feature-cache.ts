import type { Lease, StageStore } from '@thaw/core';
import { evictFeatures } from './evict-features.js';

export interface FeatureCacheOptions {
  readonly store: StageStore;
  /** What the features of the store may take together; none means that nothing is evicted. */
  readonly limitBytes: number | undefined;
}

/** A sweep's share in the features of a store: it says which it needs, and evicts what is needed no more. */
export class FeatureCache {
  #lease: Lease | undefined;
  #needed: ReadonlySet<string> = new Set();

  constructor(private readonly options: FeatureCacheOptions) {}

  /** What the sweep still needs. */
  async keep(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size === this.#needed.size && [...keys].every((key) => this.#needed.has(key))) return;
    this.#needed = keys;
    if (this.#lease) await this.#lease.replace(keys);
    else this.#lease = await this.options.store.lease(keys);
  }

  /** Evicts the least recently used features beyond the limit, none that a running sweep needs. */
  async trim(): Promise<void> {
    const { store, limitBytes } = this.options;
    if (limitBytes !== undefined) await evictFeatures({ store, limitBytes });
  }

  async close(): Promise<void> {
    await this.#lease?.release();
    await this.trim();
  }
}
