import { stageKinds, type StageFacts, type StageKind, type StageRef } from '@thaw/core';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, filesBelow, namesIn, type FoundFile } from '../../files/files-below.js';
import { readManifest, type StageManifest } from './stage-manifest.js';
import { manifestName, stageFolder, stagesFolder } from './store-layout.js';

/** Every stage that has a folder. */
export async function stagesIn(
  store: string,
  kinds: readonly StageKind[] = stageKinds,
): Promise<readonly StageRef[]> {
  const keys = await Promise.all(kinds.map((kind) => namesIn(join(stagesFolder(store), kind))));
  return kinds.flatMap((kind, index) => keys[index]!.map((key) => ({ kind, key })));
}

/** Of the folders of stages those that people have moved to another disk, and linked. */
export async function linkedFolders(store: string): Promise<readonly string[]> {
  const stages = stagesFolder(store);
  const folders = [stages, ...stageKinds.map((kind) => join(stages, kind))];
  const found = await Promise.all(folders.map(isLink));
  return folders.filter((_, index) => found[index]);
}

export const isLink = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;

/** Nothing but sizes, times and the manifest is read. */
export async function describeStage(store: string, stage: StageRef): Promise<StageFacts> {
  const { blobs, committed, loose } = await lookAt(store, stage);
  const manifest = committed.find(({ path }) => path.endsWith(manifestName));
  return {
    blobs: new Map(Object.entries(blobs).map(([name, { bytes, sha256 }]) => [name, { bytes, sha256 }])),
    bytes: bytesOf(committed),
    lastUsedMs:
      manifest?.changedMs ??
      [...committed, ...loose].reduce((last, { changedMs }) => Math.max(last, changedMs), 0),
  };
}

const ownKey = /^[0-9a-f]{4,64}$/;

/**
 * Files that belong to no stage: what a writer that died has left, or one that is at work is about to commit. As they are removed some day, they
 * are none of a folder that only a link leads to, or that no stage is called by: folders of kinds may be links, to anywhere.
 */
export async function looseFiles(store: string): Promise<readonly FoundFile[]> {
  const loose: FoundFile[] = [];
  for (const stage of await stagesIn(store))
    if (ownKey.test(stage.key) && !(await isLink(stageFolder(store, stage))))
      for (const file of (await lookAt(store, stage)).loose) loose.push(file);
  return loose;
}

interface StageFiles {
  readonly blobs: StageManifest;
  readonly committed: readonly FoundFile[];
  readonly loose: readonly FoundFile[];
}

async function lookAt(store: string, stage: StageRef): Promise<StageFiles> {
  const folder = stageFolder(store, stage);
  const blobs = (await readManifest(join(folder, manifestName))) ?? {};
  const names = new Set([manifestName, ...Object.values(blobs).map(({ file }) => file)]);
  const files = await filesBelow(folder);
  const isCommitted = ({ path }: FoundFile) => names.has(path.slice(folder.length + 1));
  return { blobs, committed: files.filter(isCommitted), loose: files.filter((file) => !isCommitted(file)) };
}
