import type { DataPlace, DataSource } from '@thaw/core';
import { classFolders } from './class-folders.js';
import type { DataSourceKind } from './data-source-kind.js';
import { DigestCache } from './digest-cache.js';
import { manifest } from './manifest.js';

/** All ways in which the images of a dataset may lie. */
const dataSources: readonly DataSourceKind[] = [manifest, classFolders];

/** What a spec's `data` means. Without a cache of digests every image is hashed that is identified. */
export const openDataSource = (place: DataPlace, digests = new DigestCache(undefined)): DataSource =>
  dataSources.find(({ isMeant }) => isMeant(place))!.open(place, digests);
