import type { HubWeights } from '@thaw/core';
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rememberedHash } from '../file-hash.js';
import type { WeightsPlaces } from '../weights-places.js';
import { hubFileNames, isCommit, revisionOf, type HubFile } from './hub-file.js';

/**
 * What Hugging Face's own library has fetched: `models--ORGANISATION--NAME` with `refs`, a file for each revision that says its commit;
 * `snapshots`, a folder for each commit; and `blobs`, which those link to and which are called as the hub's hashes.
 */
export async function findInHubCache(
  config: HubWeights,
  { hub: places, cacheFolder }: WeightsPlaces,
): Promise<HubFile | undefined> {
  if (!places) return undefined;
  const { hub } = config;
  const folder = join(places.folder, `models--${hub.replaceAll('/', '--')}`);
  const revision = revisionOf(config);
  const commit = isCommit(revision)
    ? revision
    : (await readFile(join(folder, 'refs', ...revision.split('/')), 'utf8').catch(() => '')).trim();
  if (!isCommit(commit)) return undefined;
  for (const name of hubFileNames) {
    const path = join(folder, 'snapshots', commit, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    const sha256 = await rememberedHash(path, 'sha256', cacheFolder);
    if (await isBlob(path, sha256)) return { hub, commit, name, path, sha256 };
  }
  return undefined;
}

/** Whether a file is what its blob is called; where there are no links, there is nothing to go by. */
async function isBlob(path: string, sha256: string): Promise<boolean> {
  const blob = basename(await realpath(path));
  if (/^[0-9a-f]{64}$/.test(blob)) return blob === sha256;
  return !/^[0-9a-f]{40}$/.test(blob) || blob === gitSha1(await readFile(path));
}

/** As git names what it holds; the hub does for small files. */
export const gitSha1 = (content: Uint8Array): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
