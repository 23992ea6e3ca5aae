import { historyLine, readHistory, type HistoryEntry } from '@thaw/core';
import { ignoreInGit } from '@thaw/execution/store';
import { makeFolder, syncFolder, withLock } from '@thaw/locks';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const nightsFolder = (store: string): string => join(store, 'nights');

const historyFile = (store: string): string => join(nightsFolder(store), 'history.ndjson');

/** What is to be added to a history, and what else has come of looking at it. */
export interface HistoryChange<Result> {
  readonly add: readonly HistoryEntry[];
  readonly result: Result;
}

/** The nights of a store, in a file that machines may share. */
export class HistoryFile {
  #told = new Set<number>();

  constructor(
    /** The store's folder. */
    private readonly store: string,
    /** Told of each line that cannot be read, once. */
    private readonly onNotice: (line: string) => void,
  ) {}

  get path(): string {
    return historyFile(this.store);
  }

  /** Empty where there is none yet. */
  async read(): Promise<readonly HistoryEntry[]> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
      throw error;
    });
    const { entries, damaged, unknown } = readHistory(text);
    this.#tell(damaged, 'is damaged and passed over; what it told of a night is lost');
    this.#tell(unknown, 'was written by a later version of Thaw; it is kept, and passed over');
    return entries;
  }

  #tell(lines: readonly number[], what: string): void {
    for (const line of lines.filter((each) => !this.#told.has(each))) {
      this.#told.add(line);
      this.onNotice(`${this.path}:${line} ${what}`);
    }
  }

  /** Looks at the history and adds to it, while nobody else does. What is added is on disk before this resolves. */
  async change<Result>(look: (entries: readonly HistoryEntry[]) => HistoryChange<Result>): Promise<Result> {
    const lock = join(nightsFolder(this.store), 'history.lock');
    return withLock(lock, { purpose: 'the history of nights', pollMs: 50 }, async () => {
      const { add, result } = look(await this.read());
      if (add.length > 0) await this.#append(add.map(historyLine).join(''));
      return result;
    });
  }

  async #append(lines: string): Promise<void> {
    await makeFolder(nightsFolder(this.store));
    // It may be the first of a store.
    await ignoreInGit(this.store);
    const handle = await open(this.path, 'a+');
    try {
      const { size } = await handle.stat();
      // A crash may have torn the last line; it must not swallow the next one.
      const last = Buffer.alloc(1, '\n');
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      await handle.appendFile(last.toString() === '\n' ? lines : `\n${lines}`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (process.platform !== 'win32') await syncFolder(nightsFolder(this.store));
  }
}
