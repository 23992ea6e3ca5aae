import type { DataPlace, DataSource } from '@thaw/core';
import type { DigestCache } from './digest-cache.js';

/** A way in which the images of a dataset may lie. */
export interface DataSourceKind {
  /** Whether what a spec says of its data means this. */
  readonly isMeant: (place: DataPlace) => boolean;
  readonly open: (place: DataPlace, digests: DigestCache) => DataSource;
}
