import { ThawError, type HubWeights, type OnProgress } from '@thaw/core';
import { besideOf, freeBytes, makeFolder } from '@thaw/locks';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotStore } from '../cannot-store.js';
import { download } from '../download.js';
import { FetchFailure } from '../fetch-failure.js';
import { hashFile } from '../file-hash.js';
import type { WeightsPlaces } from '../weights-places.js';
import { askHub, type HubOffer } from './ask-hub.js';
import { findInHubCache, gitSha1 } from './hub-cache.js';
import type { HubFile } from './hub-file.js';
import { fetchedPath, findFetched, noteFetched } from './hub-notes.js';
import { hubProblem } from './hub-problems.js';
import { hubAuthorization } from './hub-token.js';

export interface FetchHubOptions extends WeightsPlaces {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** Of a repository at a revision, what lies here: what Thaw has fetched, else what the hub's own library has. */
export const findHubFile = async (config: HubWeights, places: WeightsPlaces): Promise<HubFile | undefined> =>
  (await findFetched(config, places)) ?? findInHubCache(config, places);

/** What the hub has. Throws where it may not be asked. */
export function offerOf(config: HubWeights, { hub, signal }: FetchHubOptions): Promise<HubOffer> {
  if (!hub || hub.offline) throw hubProblem.offline(config);
  return askHub(config, hub, signal);
}

/** A repository's file of weights, fetched and checked if it is not here. Throws THAW-WEIGHTS-HUB, -UNAVAILABLE and -CACHE. */
export async function fetchHubFile(config: HubWeights, options: FetchHubOptions): Promise<HubFile> {
  const found = await findHubFile(config, options);
  if (found) return found;
  const offer = await offerOf(config, options);
  const { hub, commit, name } = offer;
  const folder = join(options.cacheFolder, 'weights');
  const file = besideOf(join(folder, `${hub.replaceAll('/', '--')}--${name}`));
  try {
    await makeFolder(folder);
    const free = await freeBytes(folder);
    if (offer.bytes > free) throw noRoom(folder, offer, free);
    const sha256 = await fetchChecked(offer, file, options);
    const fetched = { hub, commit, name, sha256, path: fetchedPath({ hub, name, sha256 }, options) };
    await rename(file, fetched.path);
    await noteFetched(config, fetched, options);
    return fetched;
  } catch (error) {
    if (error instanceof FetchFailure) throw hubProblem.unreachable(config, options.hub!, error.message);
    throw cannotStore(folder, error);
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Its SHA-256, once it is what the hub states. */
async function fetchChecked(
  { url, name, hub, bytes, hash }: HubOffer,
  file: string,
  { onProgress, signal }: FetchHubOptions,
): Promise<string> {
  const label = `downloading ${name} of ${hub}`;
  await download({ url, file, label, onProgress, signal, headers: hubAuthorization(), mostBytes: bytes });
  const sha256 = await hashFile(file, 'sha256');
  const found = hash.algorithm === 'sha256' ? sha256 : gitSha1(await readFile(file));
  if (found !== hash.expected)
    throw new FetchFailure(
      `another file than the hub states: ${hash.algorithm} ${found} instead of ${hash.expected}`,
    );
  return sha256;
}

const noRoom = (folder: string, { name, hub, bytes }: HubOffer, free: number) =>
  new ThawError({
    code: 'THAW-WEIGHTS-CACHE',
    message: `the disk of ${folder} has no room for ${name} of ${hub}`,
    expected: `${bytes.toLocaleString('en')} bytes`,
    found: `${free.toLocaleString('en')} bytes free`,
    remedy: 'make room there, or set THAW_CACHE to another folder',
  });
