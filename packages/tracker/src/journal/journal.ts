import { makeFolder, syncFolder } from '@thaw/locks';
import { fstatSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ThawError, type Tracker, type TrackerEvent } from '@thaw/core';
import { eventLine } from './event-line.js';

/** The tracker that everything else is a replica of: one append-only NDJSON file a sweep. */
export interface Journal extends Tracker {
  readonly file: string;
}

export const journalPath = (folder: string, sweep: string): string => join(folder, `${sweep}.ndjson`);

/**
 * Opens `<folder>/<sweep>.ndjson` to append, and makes it where it is missing. A last line torn by a crash was never
 * acknowledged and is cut off. One process at a time may hold a sweep's journal; who starts the sweep sees to that.
 */
export async function openJournal(options: {
  readonly folder: string;
  readonly sweep: string;
}): Promise<Journal> {
  const { folder, sweep } = options;
  await makeFolder(folder);
  const file = journalPath(folder, sweep);
  const handle = await open(file, 'a+').then(async (made) => (await made.close(), open(file, 'r+')));
  const size = await wholeLines(handle);
  await handle.truncate(size);
  await handle.sync();
  await syncFolder(folder);
  return new FileJournal(file, sweep, handle, size);
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class FileJournal implements Journal {
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;
  #torn = false;

  constructor(
    readonly file: string,
    private readonly sweep: string,
    private readonly handle: FileHandle,
    private size: number,
  ) {}

  async record(event: TrackerEvent): Promise<void> {
    if (this.#closed) throw new TypeError('the journal is closed');
    if (event.sweep !== this.sweep)
      throw new TypeError(`an event of ${event.sweep} in the journal of ${this.sweep}`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: eventLine(event), resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    await this.handle.close();
  }

  /** What is recorded in one turn of the event loop shares a sync; what comes while that is under way shares the next one. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn();
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#append(Buffer.from(batch.map(({ line }) => line).join('')));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const reason = error instanceof ThawError ? error : unwritten(this.file, error);
        for (const { reject } of batch) reject(reason);
      }
    }
    this.#writing = undefined;
  }

  async #append(bytes: Buffer): Promise<void> {
    // A write that failed half-way (a full disk) must not leave a torn line in front of the next one.
    if (this.#torn) await this.handle.truncate(this.size);
    // In one go: to have the thread pool look takes longer than to look.
    else if (fstatSync(this.handle.fd).size !== this.size) throw writtenByAnother(this.file);
    this.#torn = true;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.size + done);
      done += bytesWritten;
    }
    await this.handle.datasync();
    this.#torn = false;
    this.size += bytes.length;
  }
}

/** Bytes up to and with the last line break. */
async function wholeLines(handle: FileHandle): Promise<number> {
  const block = Buffer.alloc(65_536);
  let end = (await handle.stat()).size;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    const last = block.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return 0;
}

/** This process was stopped for so long that another has taken its lock; what that wrote must not be overwritten. */
const writtenByAnother = (file: string): ThawError =>
  new ThawError({
    code: 'THAW-TRACKING-JOURNAL-TAKEN',
    message: `another process has taken over the sweep and writes the journal ${file}`,
    remedy: 'Leave the sweep to it, or end it and start the sweep again here: it resumes.',
  });

const unwritten = (file: string, cause: unknown): ThawError =>
  new ThawError(
    {
      code: 'THAW-TRACKING-JOURNAL-WRITE',
      message: `the journal ${file} cannot be written: ${(cause as Error).message}`,
      remedy: 'Make room on its disk or choose another with --store, then start the sweep again: it resumes.',
    },
    { cause },
  );
