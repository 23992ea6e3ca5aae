import { damageNotice, FileStageStore, requireStore } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { join } from 'node:path';
import type { StoreOptions, Surroundings } from './options.js';
import { storeFolder, surroundingsOf, weightsPlaces } from './surroundings.js';

/** What a piece of work has around it: a store, and where its weights are. */
export interface Session extends Required<Surroundings> {
  readonly folder: string;
  readonly journals: string;
  readonly store: FileStageStore;
  readonly weightsPlaces: WeightsPlaces;
}

export interface OpenOptions {
  /** Damage is told as it is found. */
  readonly onNotice: (line: string) => void;
  /** For an observer reading a stage is not using it. */
  readonly isObserver?: boolean;
  /** Throws `THAW-STORE-MISSING` where there is none; else the first write makes it. */
  readonly mustExist?: boolean;
}

/** Opens a store where it is said to be. */
export function openSession(
  options: StoreOptions,
  { onNotice, isObserver = false, mustExist }: OpenOptions,
): Session {
  const surroundings = surroundingsOf(options);
  const folder = storeFolder(options.store, surroundings);
  if (mustExist) requireStore(folder);
  return {
    ...surroundings,
    folder,
    journals: join(folder, 'journals'),
    store: new FileStageStore({ folder, onDamage: (damage) => onNotice(damageNotice(damage)), isObserver }),
    weightsPlaces: weightsPlaces(surroundings),
  };
}
