import type { Backbone, HubWeights } from '@thaw/core';
import { besideOf, makeFolder } from '@thaw/locks';
import { copyFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fetchPretrained, type FetchOptions } from './fetch-weights.js';
import { fetchHubFile } from './hub/fetch-hub-file.js';
import { fetchedPath, noteFetched, notePath } from './hub/hub-notes.js';
import { cachedPath, type PretrainedFile } from './pretrained-file.js';

// In Thaw's own cache, as files that are to be carried must be: what lies in a cache of others is copied there.

/** A backbone's ImageNet weights. Throws THAW-WEIGHTS-UNAVAILABLE. */
export async function cachePretrained(backbone: Backbone, options: FetchOptions): Promise<PretrainedFile> {
  const { source, path } = await fetchPretrained(backbone, options);
  const cached = cachedPath(source, options);
  await copyThere(path, cached);
  return { source, path: cached };
}

/** The weights of a repository, and what says of which revision they are. Throws what `fetchHubFile` does. */
export async function cacheHubFile(config: HubWeights, options: FetchOptions): Promise<readonly string[]> {
  const found = await fetchHubFile(config, options);
  const cached = fetchedPath(found, options);
  await copyThere(found.path, cached);
  await noteFetched(config, found, options);
  return [cached, notePath(config, options)];
}

async function copyThere(path: string, cached: string): Promise<void> {
  if (path === cached) return;
  const beside = besideOf(cached);
  await makeFolder(dirname(cached));
  try {
    await copyFile(path, beside);
    await rename(beside, cached);
  } finally {
    await rm(beside, { force: true });
  }
}
