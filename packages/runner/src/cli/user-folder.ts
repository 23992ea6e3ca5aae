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
