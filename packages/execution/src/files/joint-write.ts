import { besideOf } from '@thaw/locks';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface Beside {
  readonly file: string;
  readonly beside: string;
  /** Settles when it is on the disk. */
  readonly forced: Promise<void>;
}

/**
 * Files that take their places together. Each is forced to the disk while the next is still being written, since to force one is
 * to wait for it, and many at once take hardly longer than one.
 */
export class JointWrite {
  readonly #files: Beside[] = [];

  /**
   * Writes a file beside its place, or beside a place of that name in another folder of the disk. Returns when it was written, Unix time in
   * milliseconds.
   */
  async add(file: string, content: Uint8Array | string, folder = dirname(file)): Promise<number> {
    const beside = besideOf(join(folder, basename(file)));
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(content);
      const { mtimeMs } = await handle.stat();
      const forced = handle.sync().finally(() => handle.close());
      // It is awaited by `commit`; nobody need do so.
      forced.catch(() => undefined);
      this.#files.push({ file, beside, forced });
      return mtimeMs;
    } catch (error) {
      await handle.close();
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
