import type { StageRef } from '@thaw/core';
import { randomUUID } from 'node:crypto';

/** A stage, or something else that only one process does at a time. */
export interface StateRef {
  readonly kind: StageRef['kind'] | 'sweep';
  readonly key: string;
}

/** Where things lie in a store's bucket. */
export const statesBeginning = 'stages/';
export const stateName = ({ kind, key }: StateRef): string => `${statesBeginning}${kind}/${key}.json`;
/** Keys become names of files here, whoever has named them there. */
export const statePattern = /^stages\/([a-z]+)\/([0-9a-f]{4,64})\.json$/;

export const allBlobs = 'blobs/';
export const blobsBeginning = ({ kind, key }: StateRef): string => `${allBlobs}${kind}/${key}/`;
/** One that nothing was ever called, nor will be: whoever removes it removes nobody else's. */
export const newBlobName = (stage: StageRef, sha256: string): string =>
  `${blobsBeginning(stage)}${sha256}.${randomUUID()}`;
export const blobPattern = /^blobs\/([a-z]+)\/([0-9a-f]{4,64})\/[0-9a-f]{64}\.[0-9a-f-]{36}$/;

export const leasesBeginning = 'leases/';
export const newLeaseName = (): string => `${leasesBeginning}${randomUUID()}.json`;

/** Journals and what belongs to them, as they lie in the folder of a machine. */
export const filesBeginning = 'files/';

/** Says that there is a store. */
export const storeName = 'store.json';
