import type { DataPlace } from '@thaw/core';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, parse, relative, sep } from 'node:path';
import type { FirstSpec } from './spec-text.js';

const inPackage = 'node_modules/@thaw/core/spec.schema.json';

/** Where editors find the schema, from the folder of a spec; undefined where the project has no Thaw of its own. */
export function schemaFor(file: string, workspace: string): string | undefined {
  const installed = join(workspace, inPackage);
  if (!existsSync(installed)) return undefined;
  const real = realpathSync(installed);
  // A package that is linked is one of the workspace's own; a store of packages, as pnpm's, is nobody's business.
  const isOwn = real.startsWith(workspace + sep) && !real.includes(`${sep}node_modules${sep}`);
  return forwardRelative(dirname(file), isOwn ? real : installed);
}

/** With forward slashes, as specs have them on every system. */
export const forwardRelative = (from: string, to: string): string =>
  relative(from, to).split(sep).join('/') || '.';

/** What an experiment on these images is called: letters and digits of the file's or folder's name. */
export const nameOf = (path: string): string =>
  parse(path)
    .name.normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'experiment';

/** In `experiments`, where Nx makes a target of each spec, if there is such a folder or an Nx workspace; else at hand. */
export function suggestFile(
  name: string,
  { cwd, workspace }: { readonly cwd: string; readonly workspace: string },
): string {
  const experiments = join(workspace, 'experiments');
  const isKept = existsSync(experiments) || existsSync(join(workspace, 'nx.json'));
  return join(isKept ? experiments : cwd, `${name}.yaml`);
}

/** What a spec in this folder says of where its images are. */
export function placeIn(
  folder: string,
  { root, manifest }: DataPlace,
  written: string | undefined,
): FirstSpec['data'] {
  const list = written ?? manifest;
  if (list === undefined) return { root: forwardRelative(folder, root) };
  const isBeside = dirname(list) === root;
  return {
    ...(!isBeside && { root: forwardRelative(folder, root) }),
    manifest: forwardRelative(folder, list),
  };
}
