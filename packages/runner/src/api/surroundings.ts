import { cacheFolder, hubPlaces, kerasFolder } from '@thaw/execution/environment';
import type { WeightsPlaces } from '@thaw/execution/weights';
import { join, resolve } from 'node:path';
import type { Surroundings } from './options.js';
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

/** Where weights are looked for and kept. */
export const weightsPlaces = ({ env }: Pick<Required<Surroundings>, 'env'>): WeightsPlaces => ({
  cacheFolder: cacheFolder(env),
  kerasFolder: kerasFolder(env),
  hub: hubPlaces(env),
  ...(env['THAW_WEIGHTS_MIRROR'] && { mirror: env['THAW_WEIGHTS_MIRROR'] }),
});
