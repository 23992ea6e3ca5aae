import type { Backbone } from '@thaw/core';
import { besideOf, makeFolder } from '@thaw/locks';
import { copyFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fetchPretrained, type FetchOptions } from './fetch-weights.js';
import { cachedPath, type PretrainedFile } from './pretrained-file.js';

/**
 * A backbone's ImageNet weights in Thaw's own cache, as files that are to be carried must be: what lies in Keras's
 * folder is copied there. Throws THAW-WEIGHTS-UNAVAILABLE.
 */
export async function cachePretrained(backbone: Backbone, options: FetchOptions): Promise<PretrainedFile> {
  const { source, path } = await fetchPretrained(backbone, options);
  const cached = cachedPath(source, options);
  if (path === cached) return { source, path };
  const beside = besideOf(cached);
  await makeFolder(dirname(cached));
  try {
    await copyFile(path, beside);
    await rename(beside, cached);
  } finally {
    await rm(beside, { force: true });
  }
  return { source, path: cached };
}
