import { existsSync } from 'node:fs';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder the user stands in. That is the process's own, unless `npm run` moved the process to the package's
 * folder; npm then keeps the user's in INIT_CWD. INIT_CWD alone is no sign: everything started from a script inherits it.
 */
export function userFolder(processFolder: string, env: Environment): string {
  const movedByNpm =
    env.INIT_CWD !== undefined &&
    env.npm_package_json !== undefined &&
    path.dirname(env.npm_package_json) === processFolder;
  return movedByNpm ? env.INIT_CWD! : processFolder;
}

/** The nearest folder around `folder`, itself included, that is an Nx workspace; else `folder`. */
export function workspaceFolder(folder: string): string {
  for (let candidate = folder; ; candidate = path.dirname(candidate)) {
    if (existsSync(path.join(candidate, 'nx.json'))) return candidate;
    if (candidate === path.dirname(candidate)) return folder;
  }
}
