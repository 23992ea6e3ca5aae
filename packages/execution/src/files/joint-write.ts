import { besideOf } from '@thaw/locks';
import { closeSync, fstatSync, fsync, openSync, writeFile as writeWithin, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mostBytesAtOnce } from './read-small.js';

const [force, writeFile] = [promisify(fsync), promisify(writeWithin)];

interface Beside {
  readonly file: string;
  readonly beside: string;
  /** Settles when it is on the disk. */
  readonly forced: Promise<void>;
}

/**
 * Files that take their places together. Each is forced to the disk while the next is still being written, since to force one is
 * to wait for it, and many at once take hardly longer than one. All that goes before is done in one go where a file is small: to have the
 * thread pool do it takes twice the time.
 */
export class JointWrite {
  readonly #files: Beside[] = [];

  /**
   * Writes a file beside its place, or beside a place of that name in another folder of the disk. Returns when it was written, Unix time in
   * milliseconds.
   */
  async add(file: string, content: Uint8Array | string, folder = dirname(file)): Promise<number> {
    const beside = besideOf(join(folder, basename(file)));
    const handle = openSync(beside, 'wx');
    try {
      if (content.length <= mostBytesAtOnce) writeFileSync(handle, content);
      else await writeFile(handle, content);
      const { mtimeMs } = fstatSync(handle);
      const forced = force(handle).finally(() => closeSync(handle));
      // It is awaited by `commit`; nobody need do so.
      forced.catch(() => undefined);
      this.#files.push({ file, beside, forced });
      return mtimeMs;
    } catch (error) {
      closeSync(handle);
      await rm(beside, { force: true });
      throw error;
    }
  }

  /** Once all are on the disk: renames them in the order in which they were added, so that the last one tells of the others. */
  async commit(): Promise<void> {
    await Promise.all(this.#files.map(({ forced }) => forced));
    for (const { file, beside } of this.#files) await rename(beside, file);
  }

  /** Leaves nothing beside. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.#files.map(({ forced }) => forced));
    await Promise.all(this.#files.map(({ beside }) => rm(beside, { force: true }).catch(() => undefined)));
  }
}
