import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReplicaSource, TrackerEvent } from '@thaw/core';
import { eventLine } from '../journal/event-line.js';
import { SweepJournal } from '../sync/sweep-journal.js';
import { journalIn } from './journal-file.js';

/** A journal whose sweep counts as being executed, read as replicas read it. */
export class SampleJournal {
  readonly #journal: SweepJournal;

  private constructor(private readonly file: string) {
    this.#journal = new SweepJournal(file, () => Promise.resolve(true));
  }

  static async in(folder: string, events: readonly TrackerEvent[]): Promise<SampleJournal> {
    const journal = new SampleJournal(await journalIn(folder, events));
    await journal.#journal.read();
    return journal;
  }

  get source(): ReplicaSource {
    return this.#journal;
  }

  /** Its events are now these, of which the first are those that it had. */
  async grow(events: readonly TrackerEvent[]): Promise<void> {
    await writeFile(this.file, events.map(eventLine).join(''));
    await this.#journal.read();
  }

  /** An artifact in a file beside the journal, which is missing until it is `put` there. */
  artifactBeside(
    about: { readonly sweep: string; readonly run: string; readonly path: string },
    content: string,
  ): { readonly event: TrackerEvent; readonly put: () => Promise<void> } {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const path = `artifacts/${sha256}`;
    const place = join(dirname(this.file), path);
    return {
      event: { type: 'artifact', timeMs: 9e12, ...about, file: { sha256, bytes: content.length, path } },
      async put() {
        await mkdir(dirname(place), { recursive: true });
        await writeFile(place, content);
      },
    };
  }
}
