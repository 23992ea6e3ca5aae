import type { OnProgress } from '@thaw/core';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileStateOf, isRacy, type FileState } from '../files/file-state.js';
import { openRegular } from '../files/open-regular.js';
import { DigestMemo } from './digest-memo.js';
import { inParallel } from './in-parallel.js';

/** Operations in flight; more than libuv's four threads, so that none of them waits for JavaScript. */
const parallelFiles = 16;
const bufferBytes = 256 * 1024;

const isSha256 = /^[0-9a-f]{64}$/;

/** The state of each file, or undefined where there is no such file. */
export const fileStates = (root: string, paths: readonly string[]): Promise<(FileState | undefined)[]> =>
  inParallel(paths, parallelFiles, async (path) => {
    const entry = await stat(join(root, path), { bigint: true }).catch(() => undefined);
    return entry?.isFile() ? fileStateOf(entry) : undefined;
  });

export interface DigestCacheOptions {
  /** Read all files, whatever is remembered of them. */
  readonly rehash?: boolean;
}

/**
 * SHA-256 of files, remembered for as long as a file keeps its state, so that only new and changed files are read. One
 * memo for each root. Sweeps that run at the same time may share it: an entry that one of them loses is only hashed again.
 */
export class DigestCache {
  constructor(
    /** Where they are remembered; nowhere if undefined. */
    private readonly folder: string | undefined,
    private readonly options: DigestCacheOptions = {},
  ) {}

  /** Digests in the order of `paths`; `states` are the files' present ones. */
  async digest(
    root: string,
    paths: readonly string[],
    states: readonly FileState[],
    onProgress?: OnProgress,
  ): Promise<string[]> {
    const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
    const memo = this.folder === undefined ? undefined : new DigestMemo(join(this.folder, name));
    const entries = (await memo?.read()) ?? new Map<string, string>();
    const known = paths.map((path, index) => {
      const entry = entries.get(path);
      const digest = entry?.slice(0, 64) ?? '';
      const isKnown = entry === `${digest}\t${states[index]!.identity}` && isSha256.test(digest);
      return isKnown && !this.options.rehash ? digest : undefined;
    });
    const stale = paths.flatMap((path, index) => (known[index] === undefined ? [{ path, index }] : []));
    let done = 0;
    await inParallel(stale, parallelFiles, async ({ path, index }) => {
      const state = states[index]!;
      const racy = isRacy(state);
      known[index] = await hashFile(join(root, path));
      if (racy) entries.delete(path);
      else entries.set(path, `${known[index]}\t${state.identity}`);
      onProgress?.({ label: 'hashing images', done: ++done, total: stale.length, unit: 'images' });
    });
    // Without the memo they are only hashed again.
    if (stale.length > 0) await memo?.write(entries, paths).catch(() => undefined);
    return known as string[];
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const { handle, size } = await openRegular(path);
  try {
    const buffer = Buffer.allocUnsafe(bufferBytes);
    // No more of a file that grows: it may do so faster than it is read.
    for (let left = size; left > 0;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(bufferBytes, left));
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}
