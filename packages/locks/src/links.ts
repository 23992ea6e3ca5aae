import { randomUUID } from 'node:crypto';
import { link, lstat, open, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import type { ProcessName } from './process-name.js';

/** What a file of a lock says. */
export interface LinkContent extends ProcessName {
  /** What for, in words. */
  readonly purpose: string;
  readonly token: string;
}

/** A file of a lock: the lock file itself, or the one that names who comes after a holder that died. */
export interface Link {
  readonly path: string;
  readonly token: string;
  readonly renewedMs: number;
  /** None if a crash has torn it. */
  readonly content?: LinkContent;
}

/** Who creates this file comes after the holder with that token; file systems let one do so. */
export const successorOf = (file: string, token: string): string => `${file}.after-${token}`;

/** From the lock file to the last who came after; empty if the lock is free. */
export async function readChain(file: string): Promise<Link[]> {
  const chain: Link[] = [];
  const tokens = new Set<string>();
  for (let link = await readLink(file); link; link = await readLink(successorOf(file, link.token), tokens)) {
    chain.push(link);
    tokens.add(link.token);
  }
  return chain;
}

/**
 * `taken`: tokens of those before. No two are the same, so whoever says one of them has not written it, and files that are one file have
 * tokens of their own: a chain would never end.
 */
export async function readLink(
  path: string,
  taken: ReadonlySet<string> = new Set(),
): Promise<Link | undefined> {
  // A link to nothing is in the way of whoever would create the file.
  const found = await stat(path).catch(() => lstat(path).catch(() => undefined));
  if (!found) return undefined;
  const read = found.isFile() && found.size <= mostBytes ? await readContent(path) : undefined;
  const content = read && !taken.has(read.token) ? read : undefined;
  const torn = `torn-${found.ino}`;
  return {
    path,
    token: content?.token ?? (taken.has(torn) ? `${torn}-${taken.size}` : torn),
    renewedMs: found.mtimeMs,
    ...(content && { content }),
  };
}

async function readContent(path: string): Promise<LinkContent | undefined> {
  try {
    const content = JSON.parse(await readFile(path, 'utf8')) as Partial<LinkContent> | null;
    return content && isContent(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** What a lock says is far less; a disk or a stranger may have made more of it. */
const mostBytes = 65_536;

/** Names of files are made of tokens: one is no path. */
const isContent = (content: Partial<LinkContent>): content is LinkContent =>
  /^[\w-]{1,64}$/.test(String(content.token)) &&
  Number.isSafeInteger(content.pid) &&
  [content.token, content.host, content.purpose].every((each) => typeof each === 'string') &&
  [content.boot, content.pidNamespace, content.startTicks].every((each) =>
    ['string', 'undefined'].includes(typeof each),
  );

/** Creates a file with its whole content; nothing if it exists. */
export async function createLink(path: string, text: string): Promise<FileHandle | undefined> {
  const beside = `${path}.${randomUUID()}.new`;
  const handle = await open(beside, 'wx');
  try {
    await handle.writeFile(text);
    await link(beside, path);
    return handle;
  } catch (error) {
    await handle.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(code ?? '')) throw error;
    return await createInPlace(path, text);
  } finally {
    await rm(beside, { force: true });
  }
}

/** For file systems without hard links. For a moment the file is empty, which counts as held. */
async function createInPlace(path: string, text: string): Promise<FileHandle | undefined> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(text);
    return handle;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}
