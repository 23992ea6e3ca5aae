import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The root of what the user works on, so that the default store is the same from each of its folders: the Nx workspace
 * around `folder`, itself included; else the nearest npm project that depends on Thaw, or Git repository; else `folder`.
 */
export function workspaceFolder(folder: string): string {
  const around = foldersAround(folder);
  return (
    around.find(isNxWorkspace) ?? around.find((each) => dependsOnThaw(each) || isRepository(each)) ?? folder
  );
}

function foldersAround(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAround(parent)];
}

const isNxWorkspace = (folder: string): boolean => existsSync(path.join(folder, 'nx.json'));

/** In a worktree `.git` is a file. */
const isRepository = (folder: string): boolean => existsSync(path.join(folder, '.git'));

function dependsOnThaw(folder: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies' | 'optionalDependencies',
      object | undefined
    >;
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    return Object.hasOwn({ ...dependencies, ...devDependencies, ...optionalDependencies }, '@thaw/runner');
  } catch {
    // None, or none that npm could read.
    return false;
  }
}
