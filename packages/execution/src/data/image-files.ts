import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Formats that the installed libvips decodes, by the file's name; the content decides how a file is read. */
export const imageExtensions = ['.avif', '.gif', '.jpeg', '.jpg', '.png', '.tif', '.tiff', '.webp'] as const;

const extensions: ReadonlySet<string> = new Set(imageExtensions);

export const isImageFile = (path: string): boolean => extensions.has(extname(path).toLowerCase());

/** What systems and programs leave behind: previews, deleted files and the like, never a class or an image of one. */
const leftBehind: ReadonlySet<string> = new Set([
  '__MACOSX',
  'lost+found',
  '$RECYCLE.BIN',
  'System Volume Information',
  '@eaDir',
  '#recycle',
  '@Recycle',
]);

const isPassedOver = (name: string): boolean => name.startsWith('.') || leftBehind.has(name);

/** Names of the direct subfolders, those passed over left out, links followed, in code-unit order. */
export async function listFolders(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !isPassedOver(name)).sort();
  const areFolders = await Promise.all(names.map((name) => isFolder(join(folder, name))));
  return names.filter((_, index) => areFolders[index]);
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

/**
 * Every file below a folder, by its path from there, with forward slashes and in code-unit order. Hidden files and
 * folders and what systems leave behind are passed over, links are followed.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  await walk(folder, '', [], files);
  return files.sort();
}

async function walk(
  root: string,
  from: string,
  ancestors: readonly string[],
  files: string[],
): Promise<void> {
  const folder = await realpath(join(root, from));
  const isLoop = ancestors.includes(folder);
  if (isLoop) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (isPassedOver(entry.name)) continue;
    const path = from === '' ? entry.name : `${from}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry;
    if (kind?.isDirectory()) await walk(root, path, [...ancestors, folder], files);
    // A link to nothing counts as a file, so that it is missed later instead of overlooked.
    else if (!kind || kind.isFile()) files.push(path);
  }
}
