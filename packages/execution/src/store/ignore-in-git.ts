import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A store lies in people's repositories and is never part of them. Best effort: a store that is read-only works too. */
export const ignoreInGit = (store: string): Promise<void> =>
  writeFile(join(store, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
