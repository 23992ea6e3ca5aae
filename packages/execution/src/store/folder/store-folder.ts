import { own, type StageRef } from '@thaw/core';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { bytesBelow, bytesOf, filesBelow, type FoundFile } from '../../files/files-below.js';
import { requireWritableStore } from '../../files/require-writable.js';
import { closedQueues } from '../../queue/index.js';
import type { Removal } from '../removal.js';
import type { ClaimsNow, PlaceUsage, StorePlace } from '../store-place.js';
import { claimedStages } from './claimed-stages.js';
import { isLink, linkedFolders, looseFiles } from './inventory.js';
import { readManifest } from './stage-manifest.js';
import { damagedFolder, manifestName, stageFolder } from './store-layout.js';
import { forAbandonedVerifications, inVerificationFolder } from './verification-folder.js';

/** A writer commits within moments; what has lain this long was left by one that died. */
const leftoverMs = 3_600_000;

/** The folder behind a `FileStageStore`. */
export class StoreFolder implements StorePlace {
  constructor(readonly path: string) {}

  get name(): string {
    return this.path;
  }

  requireWritable(): Promise<void> {
    return requireWritableStore(this.path);
  }

  /** Sweeps are seen by the locks beside their journals. */
  async claimsNow(): Promise<ClaimsNow> {
    return { stages: await claimedStages(this.path), sweeps: new Map() };
  }

  async usage(): Promise<PlaceUsage> {
    const [sizes, loose, damaged, journals, mlflow] = await Promise.all([
      Promise.all([this.path, ...(await linkedFolders(this.path))].map(bytesBelow)),
      looseFiles(this.path).then(bytesOf),
      this.#damaged().then(bytesOf),
      bytesBelow(join(this.path, 'journals')),
      bytesBelow(join(this.path, 'mlflow')),
    ]);
    return { total: sizes.reduce((sum, bytes) => sum + bytes, 0), loose, damaged, journals, mlflow };
  }

  async clean({ dryRun }: { readonly dryRun: boolean }): Promise<readonly Removal[]> {
    const loose = await looseFiles(this.path);
    const leftovers = loose.filter(({ changedMs }) => Date.now() - changedMs > leftoverMs);
    return [
      ...(await this.#removeFiles('leftover', leftovers, dryRun)),
      ...(await this.#removeVerifications(dryRun)),
      ...(await this.#removeQueues(dryRun)),
      ...(await this.#removeFiles('damaged', await this.#damaged(), dryRun)),
    ];
  }

  /** None of a folder elsewhere: they are removed some day. */
  async #damaged(): Promise<readonly FoundFile[]> {
    const folder = damagedFolder(this.path);
    return (await isLink(folder)) ? [] : filesBelow(folder);
  }

  async fileOf(stage: StageRef, name: string): Promise<string | undefined> {
    const folder = stageFolder(this.path, stage);
    const entry = own((await readManifest(join(folder, manifestName))) ?? {}, name);
    return entry && relative(this.path, join(folder, entry.file)).replaceAll(sep, '/');
  }

  /** Calls with a folder in which runs are computed again, and which is thrown away. */
  verifying<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
    return inVerificationFolder(this.path, work);
  }

  /** What a `thaw verify` has left that was killed. */
  async #removeVerifications(dryRun: boolean): Promise<Removal[]> {
    const removals: Removal[] = [];
    await forAbandonedVerifications(this.path, async (abandoned) => {
      removals.push({ what: 'leftover', name: basename(abandoned), bytes: await bytesBelow(abandoned) });
      if (!dryRun) await rm(abandoned, { recursive: true });
    });
    return removals;
  }

  /** Of sweeps that clusters have computed, with what workers have printed. */
  async #removeQueues(dryRun: boolean): Promise<Removal[]> {
    const removals: Removal[] = [];
    for (const queue of await closedQueues(this.path, Date.now() - leftoverMs)) {
      removals.push({ what: 'queue', name: basename(queue), bytes: await bytesBelow(queue) });
      if (!dryRun) await rm(queue, { recursive: true, force: true });
    }
    return removals;
  }

  async #removeFiles(
    what: Removal['what'],
    files: readonly FoundFile[],
    dryRun: boolean,
  ): Promise<Removal[]> {
    for (const { path } of dryRun ? [] : files) {
      await rm(path, { force: true });
      // What is not empty stays.
      await rmdir(dirname(path)).catch(() => {});
    }
    return files.map(({ path, bytes }) => ({ what, name: path.slice(this.path.length + 1), bytes }));
  }
}
