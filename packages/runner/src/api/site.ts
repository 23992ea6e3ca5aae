import { readSite, ThawError, type Site } from '@thaw/core';
import { readFileSync, statSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { largestBytes } from '../spec-files/read-text.js';
import type { Surroundings } from './options.js';

/**
 * What holds for all specs of a site: the file that `THAW_SITE` names, else `thaw.site.yaml` of the workspace, if there is one.
 * @throws ThawError with all that is wrong with it.
 */
export function siteOf({ cwd, workspace, env }: Required<Surroundings>): Site {
  const named = env['THAW_SITE'];
  const file = named ? resolve(cwd, named) : join(workspace, 'thaw.site.yaml');
  const entry = statSync(file, { throwIfNoEntry: false });
  if (!entry && !named) return {};
  if (!entry?.isFile() || entry.size > largestBytes) throw noSite(file, entry);
  return readSite(readFileSync(file, 'utf8'), file);
}

const noSite = (file: string, entry: Stats | undefined): ThawError =>
  new ThawError({
    code: 'THAW-SPEC-NO-FILE',
    message: `the site file ${file} cannot be read`,
    expected: 'a YAML file of at most 1 MB',
    found: entry?.isFile() ? `${entry.size.toLocaleString('en')} bytes` : 'no file',
    remedy: 'name another file with THAW_SITE, or take it away',
  });
