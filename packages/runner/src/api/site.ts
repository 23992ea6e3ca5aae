import { readSite, type Site } from '@thaw/core';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Surroundings } from './options.js';

/**
 * What holds for all specs of a site: the file that `THAW_SITE` names, else `thaw.site.yaml` of the workspace, if there is one.
 * @throws ThawError with all that is wrong with it.
 */
export function siteOf({ cwd, workspace, env }: Required<Surroundings>): Site {
  const named = env['THAW_SITE'];
  const file = named ? resolve(cwd, named) : join(workspace, 'thaw.site.yaml');
  try {
    return readSite(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (!named && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
