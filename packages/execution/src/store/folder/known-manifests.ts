import { fstatSync } from 'node:fs';
import { fileStateOf } from '../../files/file-state.js';
import { exactStateNow, whileOpen } from '../../files/read-small.js';
import { manifestIn, readBy, type StageManifest } from './stage-manifest.js';

interface Known {
  /** Of the file that was read. */
  readonly identity: string;
  readonly blobs: StageManifest;
}

/** A kilobyte each. */
const mostKnown = 4096;

/**
 * What stages' folders hold, remembered as long as their lists stay the files that they were: a stage is looked at many times, and
 * its list only ever replaced by another file.
 */
export class KnownManifests {
  /** By path; the one that was read last is last. */
  readonly #known = new Map<string, Known>();

  /** Empty if there is none; undefined if it is damaged, and what it named is lost. */
  async read(file: string): Promise<StageManifest | undefined> {
    const known = this.#known.get(file);
    if (known && identityOf(file) === known.identity) return known.blobs;
    this.#known.delete(file);
    return this.#readAnew(file);
  }

  /**
   * As it is now. Times of files are coarse, so that of two lists which follow each other within milliseconds one may look like the
   * other: whoever is about to replace a list, or finds that it does not hold, asks for this.
   */
  readNow(file: string): Promise<StageManifest | undefined> {
    this.#known.delete(file);
    return this.#readAnew(file);
  }

  /** In one go, as `read-small.ts` says why. */
  #readAnew(file: string): Promise<StageManifest | undefined> {
    return readBy(async () =>
      whileOpen(file, (handle) => {
        const found = fstatSync(handle, { bigint: true });
        const blobs = manifestIn(handle, found);
        if (blobs) this.#remember(file, { identity: fileStateOf(found).identity, blobs });
        return blobs;
      }),
    );
  }

  #remember(file: string, known: Known): void {
    this.#known.set(file, known);
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value!);
  }
}

/** Whatever is wrong with it is told by reading it. */
function identityOf(file: string): string | undefined {
  try {
    const found = exactStateNow(file);
    return found && fileStateOf(found).identity;
  } catch {
    return undefined;
  }
}
