import { tryLock } from '@thaw/locks';
import { Trajectory } from '../stages/trajectory.js';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { evictableBytes, evictFeatures } from './evict-features.js';
import type { FileStageStore } from './file-stage-store.js';
import { filesIn, folderBytes, takeInventory, type StoredFile, type StoredStage } from './inventory.js';
import { claimFile, damagedFolder } from './store-layout.js';
import { forAbandonedVerifications } from './verification-folder.js';
import { own } from '@thaw/core';

export interface PruneOptions {
  readonly folder: string;
  readonly store: FileStageStore;
  /** Features and models beyond it are evicted; none leaves them all. */
  readonly limitBytes: number | undefined;
  /** Only says what would go. */
  readonly dryRun: boolean;
}

/** Something that was, or would be, removed. */
export interface Removal {
  readonly what: 'features' | 'model' | 'checkpoint' | 'leftover' | 'damaged';
  readonly name: string;
  readonly bytes: number;
}

/** A writer commits within moments; what has lain this long was left by one that died. */
const leftoverMs = 3_600_000;

/** Removes what no result needs. What can be computed again goes only beyond the limit, results never. */
export async function pruneStore(options: PruneOptions): Promise<readonly Removal[]> {
  return [
    ...(await pruneFeatures(options)),
    ...(await pruneCheckpoints(options)),
    ...(await pruneFiles('leftover', await leftovers(options.folder), options)),
    ...(await pruneVerifications(options)),
    ...(await pruneFiles('damaged', await filesIn(damagedFolder(options.folder)), options)),
  ];
}

async function pruneFeatures({ limitBytes, ...options }: PruneOptions): Promise<Removal[]> {
  if (limitBytes === undefined) return [];
  const evicted = await evictFeatures({ ...options, limitBytes });
  return evicted.map((stage) => ({
    what: stage.kind === 'model' ? 'model' : 'features',
    name: nameOf(stage),
    bytes: evictableBytes(stage),
  }));
}

async function pruneCheckpoints(options: PruneOptions): Promise<Removal[]> {
  const trainings = await takeInventory(options.folder, ['train']);
  return (await Promise.all(trainings.map((stage) => pruneTraining(stage, options)))).flat();
}

/** A training that runs just now drops its checkpoints by itself. */
async function pruneTraining(
  stage: StoredStage,
  { folder, store, dryRun }: PruneOptions,
): Promise<Removal[]> {
  const attempt = await tryLock(claimFile(folder, stage), 'pruning');
  if (!('lock' in attempt)) return [];
  try {
    const { superseded } = await Trajectory.open(store, stage);
    for (const name of superseded) if (!dryRun) await store.remove(stage, name);
    return superseded.map((name) => ({
      what: 'checkpoint',
      name: `${name} of ${nameOf(stage)}`,
      bytes: own(stage.blobs, name)!.bytes,
    }));
  } finally {
    await attempt.lock.release();
  }
}

async function leftovers(folder: string): Promise<StoredFile[]> {
  const loose = (await takeInventory(folder)).flatMap((stage) => stage.loose);
  return loose.filter(({ changedMs }) => Date.now() - changedMs > leftoverMs);
}

/** What a `thaw verify` has left that was killed. */
async function pruneVerifications({ folder, dryRun }: PruneOptions): Promise<Removal[]> {
  const removals: Removal[] = [];
  await forAbandonedVerifications(folder, async (abandoned) => {
    removals.push({ what: 'leftover', name: basename(abandoned), bytes: await folderBytes(abandoned) });
    if (!dryRun) await rm(abandoned, { recursive: true });
  });
  return removals;
}

async function pruneFiles(
  what: Removal['what'],
  files: readonly StoredFile[],
  { folder, dryRun }: PruneOptions,
): Promise<Removal[]> {
  for (const { path } of dryRun ? [] : files) {
    await rm(path, { force: true });
    // What is not empty stays.
    await rmdir(dirname(path)).catch(() => {});
  }
  return files.map(({ path, bytes }) => ({ what, name: path.slice(folder.length + 1), bytes }));
}

const nameOf = ({ kind, key }: StoredStage): string => `${kind} ${key.slice(0, 12)}`;
