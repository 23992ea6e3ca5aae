import type { OnProgress, StageStore } from '@thaw/core';
import { openCache, StageUploads, type CacheSettings } from '@thaw/execution/cache';
import { openPlace, type StorePlace, type StoreSettings } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { journalLock } from '@thaw/tracker/journals';
import { join } from 'node:path';
import type { StoreOptions, Surroundings } from './options.js';
import { cacheSettings, storeSettings, surroundingsOf, weightsPlaces } from './surroundings.js';

/** What a piece of work has around it: a store, and where its weights are. */
export interface Session extends Required<Surroundings>, Omit<StoreSettings, 'storeFolder'> {
  /** On this machine. */
  readonly folder: string;
  readonly journals: string;
  /** What lies where the store does, besides its stages. */
  readonly place: StorePlace;
  /** Stages that are in the store. */
  readonly local: StageStore;
  /** The same, and what a cache has. */
  readonly store: StageStore;
  readonly cache: CacheSettings | undefined;
  /** Adds to the cache, where there is one that may be added to. */
  readonly uploads: StageUploads | undefined;
  readonly weightsPlaces: WeightsPlaces;
}

export interface OpenOptions {
  /** Damage is told as it is found. */
  readonly onNotice: (line: string) => void;
  /** Default: nobody is told what a cache sends and is sent. */
  readonly onProgress?: OnProgress;
  /** Ends what is sent to a cache, and the waiting for a store that does not answer. */
  readonly signal?: AbortSignal;
  /** For an observer reading a stage is not using it. */
  readonly isObserver?: boolean;
  /** Throws `THAW-STORE-MISSING` where there is none; else the first write makes it. */
  readonly mustExist?: boolean;
}

/** Opens a store where it is said to be. */
export async function openSession(
  options: StoreOptions,
  {
    onNotice,
    onProgress = () => {},
    signal = new AbortController().signal,
    isObserver = false,
    mustExist,
  }: OpenOptions,
): Promise<Session> {
  const surroundings = surroundingsOf(options);
  const settings = storeSettings(options.store, surroundings);
  const { storeFolder: folder, ...elsewhere } = settings;
  const opening = { onNotice, isObserver, mustExist, lockOf: journalLock, signal: () => signal };
  const { store: local, place } = await openPlace(settings, opening);
  const session = { ...surroundings, ...elsewhere, folder, journals: join(folder, 'journals'), place, local };
  const cache = cacheSettings(options, surroundings);
  const places = { cache, weightsPlaces: weightsPlaces(surroundings) };
  if (!cache) return { ...session, ...places, store: local, uploads: undefined };
  const report = { onNotice, onProgress, signal };
  const { store, remote, refused } = openCache({
    ...{ ...cache, ...report, local, folder, isObserver, mustReach: !isObserver },
    onUpdate: (stage) => uploads?.note(stage),
  });
  const uploads = cache.mode === 'read' ? undefined : new StageUploads({ ...report, local, remote, refused });
  return { ...session, ...places, store, uploads };
}
