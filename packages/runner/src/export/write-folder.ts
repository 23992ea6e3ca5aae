import { ThawError } from '@thaw/core';
import { hashFile } from '@thaw/execution/weights';
import { besideOf, holderOf, leftBeside, makeFolder, tryLock } from '@thaw/locks';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** In a folder that is being written, who is at it. */
const writingName = '.writing';

/** What the folder holds, as `sha256sum -c` reads it. By it an export knows again what an export wrote. */
const sumsName = 'SHA256SUMS';

export interface WrittenFile {
  /** In the folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

export type AddFile = (
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
) => Promise<WrittenFile>;

export interface Room {
  /** Whether a folder that was written so before gives way. */
  readonly force: boolean;
  /** Whether an export writes files of that path: others may keep such sums of data of their own. */
  isOurs(path: string): boolean;
}

export interface WriteFolderOptions extends Room {
  readonly signal: AbortSignal;
}

/**
 * Says whether a folder is there that gives way, and refuses where something else is. Nothing that another program or a person has put there is ever removed, with `force` neither.
 * @throws ThawError `THAW-EXPORT-EXISTS`, `THAW-EXPORT-FOREIGN`.
 */
export async function requireRoom(out: string, { force, isOurs }: Room): Promise<boolean> {
  const found = await lstat(out).catch(() => undefined);
  if (!found) return false;
  if (!force)
    throw new ThawError({
      code: 'THAW-EXPORT-EXISTS',
      message: `${out} is there already`,
      expected: 'a folder that does not exist yet',
      remedy: 'name another with --out, or have this one replaced with --force if an export wrote it',
    });
  const foreign = found.isDirectory() ? await foreignFiles(out, isOurs) : ['no folder'];
  if (foreign.length === 0) return true;
  throw new ThawError({
    code: 'THAW-EXPORT-FOREIGN',
    message: `${out} is not replaced, as not all of it was written by an export`,
    expected: `files that ${sumsName} in it names, as an export wrote them, and no others`,
    found: [...foreign.slice(0, 3), ...(foreign.length > 3 ? [`${foreign.length - 3} more`] : [])].join(', '),
    remedy: 'name another folder with --out, or take out of this one what is yours',
  });
}

/** By path, or those at the top where an export has not written any: the folder might be a whole disk. */
async function foreignFiles(out: string, isOurs: Room['isOurs']): Promise<readonly string[]> {
  const text = await readFile(join(out, sumsName), 'utf8').catch(() => '');
  const lines = [...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)];
  const sums = new Map(lines.map(([, sum, path]) => [path!, sum!] as const).filter(([path]) => isOurs(path)));
  if (sums.size === 0) return readdir(out);
  const foreign: string[] = [];
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(out, file).replaceAll(sep, '/');
    if (entry.isDirectory() || path === sumsName) continue;
    const sum = sums.get(path);
    if (!sum || !entry.isFile() || (await hashFile(file, 'sha256')) !== sum) foreign.push(path);
  }
  return foreign;
}

/**
 * Writes beside and renames, so that the folder is whole or not there, or is still what it was. What was left beside by one that was
 * killed goes.
 * @throws ThawError as `requireRoom` does.
 */
export async function writeFolder(
  out: string,
  { signal, ...room }: WriteFolderOptions,
  fill: (add: AddFile) => Promise<void>,
): Promise<readonly WrittenFile[]> {
  const beside = besideOf(out);
  const files: WrittenFile[] = [];
  const sums = new Map<string, string>();
  const add: AddFile = async (path, content) => {
    const { bytes, sha256 } = await writeHashed(join(beside, path), content, signal);
    sums.set(path, sha256);
    files.push({ path, bytes });
    return { path, bytes };
  };
  await clearLeft(out, isAbandoned);
  try {
    const attempt = await tryLock(join(beside, writingName), 'writing an export');
    await fill(add);
    const lines = [...sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, sum]) => `${sum}  ${path}\n`);
    await add(sumsName, lines.join(''));
    await requireRoom(out, room);
    if ('lock' in attempt) await attempt.lock.release();
    await (room.force ? replace(out, beside) : rename(beside, out));
    await clearLeft(out, (left) => isWhole(left, room.isOurs));
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
  return files;
}

async function writeHashed(
  file: string,
  content: Parameters<AddFile>[1],
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  await makeFolder(dirname(file));
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(piece: Uint8Array, _, done) {
      hash.update(piece);
      bytes += piece.length;
      done(null, piece);
    },
  });
  const source = Readable.from(
    typeof content === 'string' ? [Buffer.from(content)] : 'buffer' in content ? [content] : content,
  );
  await pipeline(source, measured, createWriteStream(file, { flags: 'wx', flush: true }), { signal });
  return { bytes, sha256: hash.digest('hex') };
}

/** A folder cannot be renamed onto one that holds something: what was there goes aside first, and comes back if that was for nothing. */
async function replace(out: string, beside: string): Promise<void> {
  const aside = besideOf(out);
  const hadOne = await rename(out, aside).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(beside, out);
  } catch (error) {
    if (hadOne) await rename(aside, out);
    throw error;
  }
  if (hadOne) await rm(aside, { recursive: true, force: true });
}

async function clearLeft(out: string, isLeft: (folder: string) => Promise<boolean>): Promise<void> {
  for (const folder of await leftBeside(out))
    if (await isLeft(folder)) await rm(folder, { recursive: true, force: true });
}

/** Whether an export has begun it whose process is gone. */
async function isAbandoned(folder: string): Promise<boolean> {
  const writing = join(folder, writingName);
  return (await isThere(writing)) && !(await holderOf(writing));
}

/** Whether it is all of an export, with nothing of anybody's else: it was to be renamed, or to give way, when that was killed. */
async function isWhole(folder: string, isOurs: Room['isOurs']): Promise<boolean> {
  return (await isThere(join(folder, sumsName))) && (await foreignFiles(folder, isOurs)).length === 0;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
