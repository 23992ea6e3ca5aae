import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob } from 'tinyglobby';

/** YAML files that a pattern names, absolute and in order. What exists as it is written is no pattern. */
export async function filesMatching(pattern: string, cwd: string): Promise<readonly string[]> {
  const file = resolve(cwd, pattern);
  return existsSync(file) ? [file] : yamlFiles(pattern, cwd);
}

/** All YAML files of a workspace that may be somebody's own: not those of packages, of tools' folders or of builds. */
export const filesOfWorkspace = (workspace: string): Promise<readonly string[]> =>
  yamlFiles('**/*.{yaml,yml}', workspace, ['**/dist/**']);

const yamlFiles = async (pattern: string, cwd: string, ignore: readonly string[] = []) =>
  (
    await glob([pattern], {
      ...{ cwd, absolute: true, onlyFiles: true, followSymbolicLinks: false, expandDirectories: false },
      ignore: ['**/node_modules/**', ...ignore],
    })
  ).toSorted();
