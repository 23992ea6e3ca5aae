import { createHash } from 'node:crypto';
import type { JournaledArtifact, JournaledArtifacts, TrackerEvent } from '@thaw/core';
import { readArtifactFile } from '../artifacts/artifact-folder.js';
import type { JournalPosition } from '../journal/read-journal.js';
import { drawPicture } from '../report/pictures/pictures.js';

export type ArtifactEvent = Extract<TrackerEvent, { type: 'artifact' }>;

export interface LoggedArtifact extends JournaledArtifact {
  readonly timeMs: number;
  readonly attempt: number;
  readonly digest: string;
  /** Where the journal holds its content; contents are not kept in memory. */
  readonly position: JournalPosition;
}

/** A mark is `<count>/<hash of all up to there>`. */
export class ArtifactLog implements JournaledArtifacts {
  readonly #entries: LoggedArtifact[] = [];
  readonly #latest = new Map<string, LoggedArtifact>();
  readonly #hashes: string[] = [''];

  add(event: ArtifactEvent, position: JournalPosition, attempt: number): void {
    const { path, timeMs } = event;
    const { sha256: digest, bytes } = event.file ?? inlineFile(Buffer.from(event.content, event.encoding));
    const known = this.#latest.get(path);
    if (known && (known.digest === digest || (known.attempt === attempt && timeMs <= known.timeMs))) return;
    const file = event.file && { file: event.file.path };
    const size = event.picture === undefined && { bytes };
    const entry = { path, timeMs, attempt, digest, position, ...size, ...file };
    this.#latest.set(path, entry);
    this.#entries.push(entry);
    this.#hashes.push(sha256(`${this.#hashes.at(-1)} ${path} ${digest}`));
  }

  get paths(): readonly string[] {
    return [...this.#latest.keys()];
  }

  get mark(): string | undefined {
    return this.#entries.length > 0 ? this.#markAt(this.#entries.length) : undefined;
  }

  since(mark: string | undefined): readonly LoggedArtifact[] {
    const count = Number.parseInt(mark ?? '0', 10);
    const known = count > 0 && count <= this.#entries.length && this.#markAt(count) === mark ? count : 0;
    return this.#entries.slice(known).filter((entry) => this.#latest.get(entry.path) === entry);
  }

  #markAt(count: number): string {
    return `${count}/${this.#hashes[count]!.slice(0, 16)}`;
  }
}

/** Undefined if what holds it is gone or damaged. */
export async function artifactContent(event: ArtifactEvent, folder: string): Promise<Uint8Array | undefined> {
  const { picture } = event;
  const content = event.file
    ? await readArtifactFile(folder, event.file)
    : Buffer.from(event.content, event.encoding);
  return content && picture !== undefined ? drawPicture(picture, content, folder) : content;
}

const inlineFile = (content: Uint8Array) => ({ sha256: sha256(content), bytes: content.length });

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
