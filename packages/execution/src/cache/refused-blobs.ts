import { makeFolder } from '@thaw/locks';
import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absentIfMissing } from '../files/read-small.js';
import { damagedFolder } from '../store/folder/store-layout.js';

/**
 * Hashes of blobs that were asked of a cache in vain. All processes of a store see them, as one that plans has to know that another could not
 * have what it computes with. A file for each, as old as when it is worth asking again.
 */
export class RefusedBlobs {
  readonly #folder: string;

  constructor(store: string) {
    this.#folder = join(damagedFolder(store), 'in-cache');
  }

  /** At this time. */
  async all(nowMs = Date.now()): Promise<ReadonlySet<string>> {
    const names = (await readdir(this.#folder).catch(absentIfMissing)) ?? [];
    const refused = new Set<string>();
    for (const name of names) {
      const found = await stat(join(this.#folder, name)).catch(absentIfMissing);
      if (found && found.mtimeMs > nowMs) refused.add(name);
    }
    return refused;
  }

  async add(sha256: string, forMs: number): Promise<void> {
    const file = join(this.#folder, sha256);
    const until = new Date(Date.now() + forMs);
    await makeFolder(this.#folder);
    await writeFile(file, '');
    await utimes(file, until, until);
  }
}
