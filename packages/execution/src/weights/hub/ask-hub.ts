import type { HubWeights } from '@thaw/core';
import { requestHead } from './hub-request.js';
import { hubProblem } from './hub-problems.js';
import { fileAddress, hubAddress, hubFileNames, revisionOf, type HubFacts } from './hub-file.js';
import type { HubPlaces } from '../weights-places.js';

/** What the hub has, and by which hash it is known. */
export interface HubOffer extends HubFacts {
  readonly url: string;
  readonly bytes: number;
  readonly hash: { readonly algorithm: 'sha256' | 'git-sha1'; readonly expected: string };
}

/** In bytes. Larger files the hub keeps apart from git, by their SHA-256. */
const mostWithoutSha256 = 16 * 2 ** 20;

/** Which file holds a repository's weights, and what it is at a revision. Nothing of it is fetched. Throws THAW-WEIGHTS-HUB and -UNAVAILABLE. */
export async function askHub(config: HubWeights, places: HubPlaces, signal?: AbortSignal): Promise<HubOffer> {
  const { hub } = config;
  const address = hubAddress(places);
  if (address === undefined) throw hubProblem.noAddress();
  const addressOf = (name: string, revision: string) => fileAddress({ hub, name }, revision, address);
  for (const name of hubFileNames) {
    const answer = await requestHead(addressOf(name, revisionOf(config)), config, places, signal);
    if (answer === undefined) continue;
    const { commit, etag, bytes } = answer;
    const algorithm = /^[0-9a-f]{64}$/.test(etag) ? 'sha256' : 'git-sha1';
    const isKnown = algorithm === 'sha256' || (/^[0-9a-f]{40}$/.test(etag) && bytes <= mostWithoutSha256);
    if (!isKnown || !(bytes > 0)) throw hubProblem.withoutHash(config, places, name);
    return { hub, commit, name, bytes, hash: { algorithm, expected: etag }, url: addressOf(name, commit) };
  }
  const index = await requestHead(
    addressOf('model.safetensors.index.json', revisionOf(config)),
    config,
    places,
    signal,
  );
  throw index ? hubProblem.inShards(config, places) : hubProblem.noWeights(config, places);
}
