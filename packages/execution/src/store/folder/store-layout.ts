import type { StageRef } from '@thaw/core';
import { join, sep } from 'node:path';

/** Where things lie in a store's folder. */
export const stagesFolder = (store: string): string => join(store, 'stages');
export const stageFolder = (store: string, { kind, key }: StageRef): string =>
  // Tens of thousands of paths are made of these, and nothing in them is to be resolved.
  [store, 'stages', kind, key].join(sep);
export const damagedFolder = (store: string): string => join(store, 'damaged');
export const claimsFolder = (store: string): string => join(store, 'claims');
export const claimFile = (store: string, { kind, key }: StageRef): string =>
  join(claimsFolder(store), `${kind}-${key}.json`);
/** From which the holder of a claim commits, by the token of its lock. */
export const fenceFolder = (store: string, { kind, key }: StageRef, token: string): string =>
  join(claimsFolder(store), `${kind}-${key}.${token}`);
/** Hashes of blobs that a cache could not give. */
export const refusedFolder = (store: string): string => join(store, 'refused');
export const leasesFolder = (store: string): string => join(store, 'leases');

/** Lists a stage's blobs. */
export const manifestName = 'stage.json';
