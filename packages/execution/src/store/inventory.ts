import type { StageKind, StageRef } from '@thaw/core';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, type StageManifest } from './stage-manifest.js';
import { manifestName, stageFolder, stagesFolder } from './store-layout.js';

export const stageKinds = [
  'dataset',
  'features',
  'train',
  'evaluate',
  'model',
] as const satisfies readonly StageKind[];

export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** What the folder of one stage holds. */
export interface StoredStage extends StageRef {
  /** Of all that is committed, the manifest included. */
  readonly bytes: number;
  /** When something of it was last read or written. */
  readonly lastUsedMs: number;
  readonly blobs: StageManifest;
  /** Files that belong to nothing: what a writer that died has left, or one that is at work is about to commit. */
  readonly loose: readonly StoredFile[];
}

/** Every stage in a store. Nothing but sizes, times and manifests is read. */
export async function takeInventory(
  store: string,
  kinds: readonly StageKind[] = stageKinds,
): Promise<readonly StoredStage[]> {
  const stages: StoredStage[] = [];
  for (const kind of kinds) {
    for (const key of await namesIn(join(stagesFolder(store), kind)))
      stages.push(await lookAt(store, { kind, key }));
  }
  return stages;
}

async function lookAt(store: string, stage: StageRef): Promise<StoredStage> {
  const folder = stageFolder(store, stage);
  const blobs = (await readManifest(join(folder, manifestName))) ?? {};
  const committed = new Set([manifestName, ...Object.values(blobs).map(({ file }) => file)]);
  const files = await filesIn(folder);
  const isCommitted = ({ path }: StoredFile) => committed.has(path.slice(folder.length + 1));
  const manifest = files.find(({ path }) => path.endsWith(manifestName));
  return {
    ...stage,
    bytes: sum(files.filter(isCommitted)),
    lastUsedMs: manifest?.changedMs ?? Math.max(0, ...files.map(({ changedMs }) => changedMs)),
    blobs,
    loose: files.filter((file) => !isCommitted(file)),
  };
}

/** Bytes of all files below a folder; 0 if there is none. */
export const folderBytes = async (folder: string): Promise<number> => sum(await filesIn(folder));

/** Files that come and go while others use the store are passed over. */
export async function filesIn(folder: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isDirectory()) files.push(...(await filesIn(path)));
    else if (entry) files.push({ path, bytes: entry.size, changedMs: entry.mtimeMs });
  }
  return files;
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });

const sum = (files: readonly StoredFile[]): number => files.reduce((bytes, file) => bytes + file.bytes, 0);
