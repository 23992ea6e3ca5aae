import { shapeFault, shapes, type JsonShape } from '@thaw/core';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface FileRecord {
  readonly bytes: number;
  readonly sha256: string;
}

/** What a finished folder holds. Written last: a folder without it is not finished. */
export interface Manifest {
  /** Where the files came from, for people. */
  readonly source: string;
  /** By path with forward slashes, relative to the folder. */
  readonly files: Readonly<Record<string, FileRecord>>;
  /** What is the system's own, and only linked here: where each link leads. */
  readonly links?: Readonly<Record<string, string>>;
}

const manifestName = 'manifest.json';

/** Records every file and link of a folder. */
export async function writeManifest(folder: string, source: string): Promise<void> {
  const files = new Map<string, FileRecord>();
  const links = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    if (entry.isSymbolicLink()) links.set(name, await readlink(path));
    if (entry.isFile()) files.set(name, { bytes: (await stat(path)).size, sha256: await sha256OfFile(path) });
  }
  const manifest: Manifest = {
    source,
    files: Object.fromEntries(files),
    ...(links.size > 0 && { links: Object.fromEntries(links) }),
  };
  await writeFile(join(folder, manifestName), JSON.stringify(manifest, null, 2) + '\n');
}

/** None where there is none, or it is damaged: the folder is then not finished. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, manifestName), 'utf8'));
    return shapeFault(found, manifestShape) === undefined ? (found as Manifest) : undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}

const { byName, count, object, sha256, text } = shapes;

/** Names are of what is in the folder, and lead to nowhere else. */
const inFolder = (of: JsonShape): JsonShape => ({
  ...byName(of),
  propertyNames: {
    type: 'string',
    pattern: String.raw`^(?!\.{1,2}(/|$))[^/\\]+(/(?!\.{1,2}(/|$))[^/\\]+)*$`,
  },
});
const manifestShape = object(
  { source: text, files: inFolder(object({ bytes: count, sha256 })) },
  { links: inFolder(text) },
);

/**
 * Compares a folder with its manifest; returns what differs, one line a file. `size` takes milliseconds and finds files
 * that are missing or cut short; `content` reads everything but what is the system's.
 */
export async function findDamage(
  folder: string,
  manifest: Manifest,
  depth: 'size' | 'content',
): Promise<string[]> {
  const damage: string[] = [];
  for (const [name, record] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    const size = await stat(path).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) damage.push(`${name} is missing`);
    else if (size !== record.bytes) damage.push(`${name} has ${size} bytes instead of ${record.bytes}`);
    else if (depth === 'content' && (await sha256OfFile(path)) !== record.sha256) {
      damage.push(`${name} has another content`);
    }
  }
  for (const [name, target] of Object.entries(manifest.links ?? {})) {
    const isThere = await stat(join(folder, name)).catch(() => undefined);
    if (!isThere) damage.push(`${name} led to ${target}, which is gone`);
  }
  return damage;
}

/** Total size of the regular files under a folder, in bytes; files that vanish meanwhile count nothing. */
export async function folderSize(folder: string): Promise<number> {
  const sizes = (await filesIn(folder)).map((path) =>
    stat(path).then(
      (found) => found.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
