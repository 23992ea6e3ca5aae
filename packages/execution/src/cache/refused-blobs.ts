import { makeFolder } from '@thaw/locks';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refusedFolder } from '../store/folder/store-layout.js';

/**
 * Hashes of blobs that were asked of a cache in vain. All processes of a store see them, as one that plans has to know that another could not
 * have what it computes with. A file for each, as old as when it is worth asking again. Best effort: a store that is read-only works too.
 */
export class RefusedBlobs {
  readonly #folder: string;

  constructor(store: string) {
    this.#folder = refusedFolder(store);
  }

  /** At this time. */
  async all(nowMs = Date.now()): Promise<ReadonlySet<string>> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const refused = new Set<string>();
    for (const name of names) {
      const file = join(this.#folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found && found.mtimeMs > nowMs) refused.add(name);
      else await rm(file, { force: true }).catch(() => {});
    }
    return refused;
  }

  async add(sha256: string, forMs: number): Promise<void> {
    const file = join(this.#folder, sha256);
    const until = new Date(Date.now() + forMs);
    try {
      await makeFolder(this.#folder);
      await writeFile(file, '');
      await utimes(file, until, until);
    } catch {
      // It is asked for again.
    }
  }
}
