import { shortHash, ThawError } from '@thaw/core';
import { cacheModes, type CacheMode, type CacheSettings } from '@thaw/execution/cache';
import {
  cacheFolder,
  describeAddress,
  hubPlaces,
  isBucketAddress,
  kerasFolder,
  parseBucketAddress,
} from '@thaw/execution/environment';
import type { StoreSettings } from '@thaw/execution/store';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { join, resolve } from 'node:path';
import type { StoreOptions, Surroundings } from './options.js';
import { parseDuration } from '../text/duration.js';
import { workspaceFolder } from './workspace-folder.js';

/** With nothing left out, and absolute. */
export function surroundingsOf({
  cwd = '.',
  workspace,
  env = process.env,
}: Surroundings): Required<Surroundings> {
  const folder = resolve(cwd);
  return { cwd: folder, workspace: resolve(folder, workspace ?? workspaceFolder(folder)), env };
}

/** The folder of a store, or of the default one; of one in a bucket what this machine has of it. */
export function storeFolder(
  store: string | undefined,
  { cwd, workspace, env }: Required<Surroundings>,
): string {
  if (store === undefined) return join(workspace, '.thaw');
  if (!isBucketAddress(store)) return resolve(cwd, store);
  const server = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? '';
  return join(cacheFolder(env), 'stores', shortHash({ server, store: bucketPlace(store) }));
}

/** Where a store lies. */
export const storeSettings = (
  store: string | undefined,
  surroundings: Required<Surroundings>,
): StoreSettings => ({
  storeFolder: storeFolder(store, surroundings),
  ...(store !== undefined &&
    isBucketAddress(store) && { storeAddress: store, patienceSeconds: patienceSeconds(surroundings) }),
});

function patienceSeconds({ env }: Required<Surroundings>): number | undefined {
  const text = env['THAW_STORE_PATIENCE'] ?? '';
  if (text === '') return undefined;
  const seconds = text === '0' ? 0 : parseDuration(text);
  if (seconds !== undefined) return seconds;
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: 'THAW_STORE_PATIENCE was given something that it does not take',
    expected: 'how long a store that does not answer is waited for, such as 30s, 2m or 1h, or 0',
    found: text,
  });
}

const bucketPlace = (address: string): string => describeAddress(parseBucketAddress(address));

/** Where results of others are looked for; nothing where they are not. */
export function cacheSettings(
  { cache, cacheMode }: Pick<StoreOptions, 'cache' | 'cacheMode'>,
  { env }: Pick<Required<Surroundings>, 'env'>,
): CacheSettings | undefined {
  const address = cache ?? env['THAW_REMOTE_CACHE'] ?? '';
  if (address === '' || address === 'none') return undefined;
  return { address, mode: cacheMode ?? modeOf(env['THAW_REMOTE_CACHE_MODE'] || 'read-write') };
}

function modeOf(word: string): CacheMode {
  const mode = cacheModes.find((each) => each === word);
  if (mode) return mode;
  throw new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: 'THAW_REMOTE_CACHE_MODE was given something that it does not take',
    expected: cacheModes.join(', '),
    found: word,
  });
}

/** Where weights are looked for and kept. */
export const weightsPlaces = ({ env }: Pick<Required<Surroundings>, 'env'>): WeightsPlaces => ({
  cacheFolder: cacheFolder(env),
  kerasFolder: kerasFolder(env),
  hub: hubPlaces(env),
  ...(env['THAW_WEIGHTS_MIRROR'] && { mirror: env['THAW_WEIGHTS_MIRROR'] }),
});
