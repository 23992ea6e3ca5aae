import type { StageStore } from '@thaw/core';
import { join } from 'node:path';
import { parseBucketAddress } from '../environment/bucket-address.js';
import { PatientObjects, type WaitOptions } from '../objects/patient-objects.js';
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
  /** How long the server of a bucket is waited for that does not answer. */
  readonly patienceSeconds?: number | undefined;
}

/** An outage of seconds, or somebody who sees to it, costs nothing. */
const defaultPatienceSeconds = 120;

export interface OpenStoreOptions {
  /** Damage is told as it is found. */
  readonly onNotice: (line: string) => void;
  /** For an observer reading a stage is not using it. */
  readonly isObserver?: boolean;
  /** Ends the waiting for a server that does not answer. Default: nothing does, but time. */
  readonly signal?: () => AbortSignal;
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

/** For who computes, in a process that somebody has started who has seen the store. Nothing is asked of a server before something is asked of the store. */
export const openStore = (settings: StoreSettings, options: OpenStoreOptions): StageStore =>
  settings.storeAddress === undefined
    ? inFolder(settings.storeFolder, options)
    : inBucket(settings.storeAddress, settings, options, { isKnown: true }).store;

/** And for who wants to know of sweeps: with what other machines have told of theirs. */
export async function openPlace(
  settings: StoreSettings,
  { mustExist = false, ...options }: OpenPlaceOptions,
): Promise<OpenedStore> {
  const { storeFolder: path, storeAddress } = settings;
  if (storeAddress === undefined) {
    if (mustExist) requireStore(path);
    return { store: inFolder(path, options), place: new StoreFolder(path) };
  }
  const opened = inBucket(storeAddress, settings, options, { isKnown: false });
  const place = new BucketPlace({ ...opened, ...options, path });
  await place.open({ mustExist });
  return { store: opened.store, place };
}

const onDamage = ({ onNotice }: OpenStoreOptions) => ({
  onDamage: (damage: Parameters<typeof damageNotice>[0]) => onNotice(damageNotice(damage)),
});

const inFolder = (folder: string, options: OpenStoreOptions) =>
  new FileStageStore({ folder, isObserver: options.isObserver ?? false, ...onDamage(options) });

function inBucket(
  address: string,
  { storeFolder, patienceSeconds = defaultPatienceSeconds }: StoreSettings,
  options: OpenStoreOptions,
  server: Pick<WaitOptions, 'isKnown'>,
) {
  const { onNotice, isObserver = false, signal = () => never } = options;
  const waiting = { ...server, mostMs: 1000 * patienceSeconds, signal, onNotice };
  const objects = new PatientObjects(new S3Objects(parseBucketAddress(address), 'store'), waiting);
  const copies = join(storeFolder, 'copies');
  const store = new BucketStageStore({ objects, copies, isObserver, ...onDamage(options) });
  return { objects, copies, store };
}

const { signal: never } = new AbortController();
