import { ThawError } from '@thaw/core';
import { cacheModes, type CacheMode, type CacheSettings } from '@thaw/execution/cache';
import { cacheFolder, hubPlaces, kerasFolder } from '@thaw/execution/environment';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { join, resolve } from 'node:path';
import type { StoreOptions, Surroundings } from './options.js';
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

/** The folder of a store, or of the default one. */
export const storeFolder = (
  store: string | undefined,
  { cwd, workspace }: Pick<Required<Surroundings>, 'cwd' | 'workspace'>,
): string => (store === undefined ? join(workspace, '.thaw') : resolve(cwd, store));

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
