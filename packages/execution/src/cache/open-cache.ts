import type { OnProgress, StageRef, StageStore } from '@thaw/core';
import { parseBucketAddress } from '../environment/bucket-address.js';
import { CachedStageStore } from './cached-stage-store.js';
import { RefusedBlobs } from './refused-blobs.js';
import { RemoteStages } from './remote-stages.js';
import { S3Objects } from '../objects/s3-objects.js';

export const cacheModes = ['read-write', 'read'] as const;
export type CacheMode = (typeof cacheModes)[number];

/** Where results of others are, and whether own ones are added. Plain data. */
export interface CacheSettings {
  /** `s3://bucket/prefix`. */
  readonly address: string;
  readonly mode: CacheMode;
}

export interface OpenCacheOptions extends CacheSettings {
  readonly local: StageStore;
  /** Of the local store. */
  readonly folder: string;
  readonly isObserver: boolean;
  readonly mustReach: boolean;
  readonly onNotice: (line: string) => void;
  readonly onProgress: OnProgress;
  readonly onUpdate?: (stage: StageRef) => void;
}

/** A store with a cache behind it. Nothing is asked of a server before something is asked of the store. */
export function openCache({ address, mode, folder, ...options }: OpenCacheOptions) {
  const remote = new RemoteStages(new S3Objects(parseBucketAddress(address), 'cache'));
  const refused = new RefusedBlobs(folder);
  return {
    remote,
    refused,
    store: new CachedStageStore({ ...options, remote, refused, mayWrite: mode === 'read-write' }),
  };
}
