import { ThawError, type Problem } from '@thaw/core';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

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

/** By so many ways a folder is reached that is linked for a reason; folders that each link the next twice double them at every level. */
const mostWays = 1000;

/**
 * Every file below a folder, by its path from there, with forward slashes and in code-unit order. Hidden files and
 * folders and what systems leave behind are passed over. Links are followed, but to a folder that they lie in: that has no end, and
 * where it is one around `folder`, as `/` is, would be all that is there.
 * @throws ThawError `THAW-DATA-NAME-ENCODING`, `THAW-DATA-LINKS`.
 */
export async function listFiles(folder: string): Promise<string[]> {
  const walk = new Walk(folder);
  await walk.through('', foldersAround(await realpath(folder)));
  if (walk.unnamed.length > 0) throw new ThawError(walk.unnamed.map(notUtf8));
  return walk.files.sort();
}

const foldersAround = (path: string): readonly string[] =>
  path === dirname(path) ? [] : [dirname(path), ...foldersAround(dirname(path))];

class Walk {
  readonly files: string[] = [];
  /** Paths of what has a name that is no UTF-8, as far as they can be told. */
  readonly unnamed: string[] = [];
  readonly #ways = new Map<string, number>();

  constructor(private readonly root: string) {}

  async through(from: string, ancestors: readonly string[]): Promise<void> {
    const folder = await realpath(join(this.root, from));
    if (ancestors.includes(folder)) return;
    const ways = (this.#ways.get(folder) ?? 0) + 1;
    if (ways > mostWays) throw new ThawError(tooManyWays(folder));
    this.#ways.set(folder, ways);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (isPassedOver(entry.name)) continue;
      const path = from === '' ? entry.name : `${from}/${entry.name}`;
      // Node writes this where bytes are none; a name that has it in truth can be found under it.
      const mayBeLost = entry.name.includes('\ufffd');
      if (mayBeLost && !(await lstat(join(folder, entry.name)).catch(() => undefined))) {
        this.unnamed.push(join(folder, entry.name));
        continue;
      }
      const kind = entry.isSymbolicLink()
        ? await stat(join(folder, entry.name)).catch(() => undefined)
        : entry;
      if (kind?.isDirectory()) await this.through(path, [...ancestors, folder]);
      // A link to nothing counts as a file, so that it is missed later instead of overlooked.
      else if (!kind || kind.isFile()) this.files.push(path);
    }
  }
}

const notUtf8 = (path: string): Problem => ({
  code: 'THAW-DATA-NAME-ENCODING',
  message: `the name of ${path} is not UTF-8`,
  expected:
    'names of files and folders in UTF-8: a path in another encoding is another path on another machine',
  remedy: 'rename it; `convmv -f latin1 -t utf8 -r --notest FOLDER` does so for all of a folder',
});

const tooManyWays = (folder: string): Problem => ({
  code: 'THAW-DATA-LINKS',
  message: `links lead to ${folder} in more than ${mostWays.toLocaleString('en')} ways`,
  expected: 'a folder of images that is linked a few times at most',
  remedy: 'remove links between the folders, or list the images in `data.manifest`',
});
