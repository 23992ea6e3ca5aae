import { shapes, shortHash, type HubWeights } from '@thaw/core';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-file.js';
import { readState, stateText } from '../../files/state-file.js';
import { rememberedHash } from '../file-hash.js';
import type { WeightsPlaces } from '../weights-places.js';
import { revisionOf, type HubFacts, type HubFile } from './hub-file.js';

type Note = Omit<HubFile, 'path'>;

const { object, sha256, text } = shapes;
const noteShape = object({ hub: text, commit: text, name: text, sha256 });

/** Where it lies in Thaw's cache, by its content. */
export const fetchedPath = (
  { hub, name, sha256 }: Pick<HubFacts, 'hub' | 'name'> & { readonly sha256: string },
  { cacheFolder }: WeightsPlaces,
): string => join(cacheFolder, 'weights', `${sha256.slice(0, 12)}-${hub.replaceAll('/', '--')}--${name}`);

/** Beside it, what a revision came to when it was fetched: so it stays that, also where there is no network. */
export const notePath = (config: HubWeights, { cacheFolder }: WeightsPlaces): string =>
  join(cacheFolder, 'weights', `hub-${shortHash([config.hub, revisionOf(config)])}.json`);

export async function findFetched(config: HubWeights, places: WeightsPlaces): Promise<HubFile | undefined> {
  const note = await readState<Note>(notePath(config, places), noteShape);
  if (note?.hub !== config.hub) return undefined;
  const path = fetchedPath(note, places);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { hub, commit, name, sha256 } = note;
  const isWhole = (await rememberedHash(path, 'sha256', places.cacheFolder)) === sha256;
  return isWhole ? { hub, commit, name, sha256, path } : undefined;
}

export const noteFetched = (
  config: HubWeights,
  { path: _, ...note }: HubFile,
  places: WeightsPlaces,
): Promise<void> => writeFileAtomically(notePath(config, places), stateText(note));
