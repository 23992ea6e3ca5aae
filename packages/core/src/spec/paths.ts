/**
 * A path in its shortest writing: `./a//b/../c` is `a/c`. Only `/` separates. Ids are hashes of these, so that they do
 * not depend on where a checkout lies.
 */
export function normalisePath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (part !== '..' || !path.startsWith('/')) kept.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + kept.join('/') || '.';
}

/** Whether a name that stands for either means a file, as in an import: it begins with `./` or `../`. */
export const isFileName = (name: string): boolean => /^\.\.?\//.test(name);

/** The folder that a file is in. */
export const folderOf = (path: string): string => normalisePath(`${path}/..`);
