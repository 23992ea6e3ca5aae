import type { StageStore } from '@thaw/core';
import { join } from 'node:path';
import { parseBucketAddress } from '../environment/bucket-address.js';
import { S3Objects } from '../objects/s3-objects.js';
import { BucketPlace } from './bucket/bucket-place.js';
import { BucketStageStore } from './bucket/bucket-stage-store.js';
import { damageNotice } from './damage-notice.js';
import { FileStageStore } from './folder/file-stage-store.js';
import { StoreFolder } from './folder/store-folder.js';
import { requireStore } from './require-store.js';
import type { StorePlace } from './store-place.js';

/** Where a store lies. Plain data. */
export interface StoreSettings {
  /** On this machine: the store itself, or what belongs to one that lies elsewhere. */
  readonly storeFolder: string;
  /** `s3://bucket/prefix`. Default: it is the folder. */
  readonly storeAddress?: string | undefined;
}

export interface OpenStoreOptions {
  /** Damage is told as it is found. */
  readonly onNotice: (line: string) => void;
  /** For an observer reading a stage is not using it. */
  readonly isObserver?: boolean;
}

export interface OpenedStore {
  readonly store: StageStore;
  readonly place: StorePlace;
}

export interface OpenPlaceOptions extends OpenStoreOptions {
  /** Throws `THAW-STORE-MISSING` where there is none; else the first write makes it. */
  readonly mustExist?: boolean | undefined;
  /** The lock file of who writes a journal. */
  readonly lockOf: (journal: string) => string;
}

/** For who computes. Nothing is asked of a server before something is asked of the store. */
export const openStore = (
  { storeFolder, storeAddress }: StoreSettings,
  options: OpenStoreOptions,
): StageStore =>
  storeAddress === undefined
    ? inFolder(storeFolder, options)
    : inBucket(storeAddress, storeFolder, options).store;

/** And for who wants to know of sweeps: with what other machines have told of theirs. */
export async function openPlace(
  { storeFolder: path, storeAddress }: StoreSettings,
  { mustExist = false, ...options }: OpenPlaceOptions,
): Promise<OpenedStore> {
  if (storeAddress === undefined) {
    if (mustExist) requireStore(path);
    return { store: inFolder(path, options), place: new StoreFolder(path) };
  }
  const opened = inBucket(storeAddress, path, options);
  const place = new BucketPlace({ ...opened, ...options, path });
  await place.open({ mustExist });
  return { store: opened.store, place };
}

const onDamage = ({ onNotice }: OpenStoreOptions) => ({
  onDamage: (damage: Parameters<typeof damageNotice>[0]) => onNotice(damageNotice(damage)),
});

const inFolder = (folder: string, options: OpenStoreOptions) =>
  new FileStageStore({ folder, isObserver: options.isObserver ?? false, ...onDamage(options) });

function inBucket(address: string, path: string, options: OpenStoreOptions) {
  const objects = new S3Objects(parseBucketAddress(address), 'store');
  const copies = join(path, 'copies');
  const isObserver = options.isObserver ?? false;
  const store = new BucketStageStore({ objects, copies, isObserver, ...onDamage(options) });
  return { objects, copies, store };
}
