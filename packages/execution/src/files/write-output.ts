import { besideOf, makeFolder } from '@thaw/locks';
import {
  chmod,
  copyFile,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

type Write = (file: FileHandle) => Promise<void>;

/**
 * Writes what a user asked for with `--out`. A regular file is written beside and renamed, so that it is whole or as it
 * was; one behind a link is replaced where it lies, and the link stays. A device, a pipe or whatever else is no regular
 * file is there to be written to, not to be replaced.
 */
export async function writeOutput(path: string, content: string | Uint8Array | Write): Promise<void> {
  try {
    await writeTarget(path, typeof content === 'function' ? content : (file) => file.writeFile(content));
  } catch (error) {
    // What fails on an open file does not say which.
    if (isSystemError(error)) error.path ??= path;
    throw error;
  }
}

async function writeTarget(path: string, write: Write): Promise<void> {
  const target = await placeOf(path);
  const found = await stat(target).catch(ifMissing);
  if (isOpenElsewhere(target) || (found && !found.isFile())) return writeInto(target, write);
  if (!found) await makeFolder(dirname(target));
  const beside = besideOf(target);
  const handle = await open(beside, 'wx').catch((error: unknown) => {
    // In a folder that may not be changed a file may be all the same.
    if (found && isRefusal(error)) return undefined;
    throw error;
  });
  if (!handle) return writeInto(target, write);
  try {
    await writeTo(handle, write);
    if (found) await chmod(beside, found.mode & 0o7777);
    await rename(beside, target).catch(async (error: unknown) => {
      // A file that is mounted by itself, as into containers, cannot be replaced.
      if (!found || (error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      await copyFile(beside, target);
    });
  } finally {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}

async function writeInto(target: string, write: Write): Promise<void> {
  await writeTo(await open(target, 'w'), write);
}

async function writeTo(handle: FileHandle, write: Write): Promise<void> {
  try {
    await write(handle);
    // Pipes and many devices know no sync.
    await handle.sync().catch((error: unknown) => {
      if (!['EINVAL', 'ENOTSUP', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  } finally {
    await handle.close();
  }
}

/** Where a path leads through links, also through one whose target is not there yet. */
export async function placeOf(path: string): Promise<string> {
  if (isOpenElsewhere(path)) return path;
  const whole = await realpath(path).catch(ifMissing);
  if (whole !== undefined) return whole;
  const link = await readlink(path).catch(() => undefined);
  if (link === undefined) return path;
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return placeOf(resolve(folder, link));
}

/** `/dev/stdout`, `/proc/self/fd/1`: what somebody has open, be it a file or not. */
const isOpenElsewhere = (path: string): boolean => /^\/(dev\/(?!shm\/)|proc\/)/.test(path);

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;

const isRefusal = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');

function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

/** Whether an output is, or will be, a regular file: beside another thing, such as a device, nothing is written. */
export async function isFilePlace(path: string): Promise<boolean> {
  const target = await placeOf(path);
  const found = await stat(target).catch(ifMissing);
  return !isOpenElsewhere(target) && (!found || found.isFile());
}
