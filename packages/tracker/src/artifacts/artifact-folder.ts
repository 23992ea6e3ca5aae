import { besideOf, makeFolder, syncFolder, writeNew } from '@thaw/locks';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ThawError, type ArtifactFile } from '@thaw/core';

/** Within the folder of the journals. */
const folderName = 'artifacts';

/**
 * Where contents lie that are too big for a journal's line: `<journals>/artifacts/<sha256>`, each stored once, whichever
 * runs and sweeps refer to it.
 */
export class ArtifactFolder {
  constructor(private readonly journals: string) {}

  /** Returns once the content cannot be lost by a crash: an event may then refer to it. */
  async keep(content: Uint8Array): Promise<ArtifactFile> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = { sha256, bytes: content.length, path: artifactPath(sha256) };
    const place = join(this.journals, file.path);
    const there = await stat(place).catch(() => undefined);
    if (there?.size !== content.length) await this.#write(place, content);
    return file;
  }

  async #write(place: string, content: Uint8Array): Promise<void> {
    const folder = join(this.journals, folderName);
    const beside = besideOf(place);
    try {
      await makeFolder(folder);
      await writeNew(beside, content);
      await rename(beside, place);
      // Without this the name may be lost by a power cut, and the journal would refer to nothing.
      await syncFolder(folder);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw unwritten(place, error);
    }
  }
}

/** Where a content lies among the journals. */
export const artifactPath = (sha256: string): string => `${folderName}/${sha256}`;

/** The content of a file that an event refers to; undefined if it is gone or is not what it was. */
export async function readArtifactFile(
  journals: string,
  { path, sha256 }: Pick<ArtifactFile, 'path' | 'sha256'>,
): Promise<Uint8Array | undefined> {
  const place = join(journals, path);
  // Nobody writes into a pipe that lies in its place.
  const isFile = await stat(place).then(
    (found) => found.isFile(),
    () => false,
  );
  const content = isFile ? await readFile(place).catch(() => undefined) : undefined;
  const isWhole = content && createHash('sha256').update(content).digest('hex') === sha256;
  return isWhole ? content : undefined;
}

const unwritten = (file: string, cause: unknown): ThawError =>
  new ThawError(
    {
      code: 'THAW-TRACKING-JOURNAL-WRITE',
      message: `${file}, beside the journal, cannot be written: ${(cause as Error).message}`,
      remedy: 'Make room on its disk or choose another with --store, then start the sweep again: it resumes.',
    },
    { cause },
  );
