import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ThawError, type Replica, type ReplicaHome, type ReplicaReport } from '@thaw/core';
import { SweepJournal } from './sweep-journal.js';

export interface FollowOptions {
  /** May come into being later. */
  readonly journalFile: string;
  readonly home: ReplicaHome;
  /** One line for people: when the replica's home goes away, and when it is back. */
  readonly onNotice: (notice: string) => void;
}

export interface SyncOutcome {
  /** Points that the replica does not have. */
  readonly pendingPoints: number;
  /** What was sent, if anything was. */
  readonly report?: ReplicaReport;
  /** One line for people if something is pending. */
  readonly notice?: string;
}

const intervalMs = 1_000;
const longestWaitMs = 30_000;

/** Follows a journal while a sweep writes it. Nothing waits for it; while the replica's home is away it asks ever more rarely. */
export class JournalFollower {
  readonly #journal: SweepJournal;
  readonly #replica: Replica;
  /** Ends waits: go over to the last pass. */
  readonly #stopping = new AbortController();
  /** Ends requests: the time to stop is over. */
  readonly #deadline = new AbortController();
  #running: Promise<void> | undefined;
  #report: ReplicaReport | undefined;
  #failure: unknown;

  constructor(private readonly options: FollowOptions) {
    // Who follows a journal is the sweep itself.
    this.#journal = new SweepJournal(options.journalFile, () => Promise.resolve(true));
    this.#replica = options.home.until(this.#deadline.signal).open(this.#journal);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Sends what it can in the time given, then says what is left. */
  async stop({ timeoutMs }: { readonly timeoutMs: number }): Promise<SyncOutcome> {
    const timer = setTimeout(() => this.#deadline.abort(), timeoutMs);
    this.#stopping.abort();
    await this.#running;
    await this.#pass();
    clearTimeout(timer);
    return this.#outcome();
  }

  async #run(): Promise<void> {
    let waitMs = intervalMs;
    while (!this.#stopping.signal.aborted) {
      await this.#pass();
      waitMs = this.#failure ? Math.min(longestWaitMs, waitMs * 2) : intervalMs;
      await sleep(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #pass(): Promise<void> {
    try {
      if (!(await exists(this.options.journalFile))) return;
      await this.#journal.read();
      if (this.#journal.sweep) this.#report = await this.#replica.push();
      const { home, onNotice } = this.options;
      if (this.#failure) onNotice(`${home.name} at ${home.address} is back; what waited was sent`);
      this.#failure = undefined;
    } catch (error) {
      if (!this.#failure && !this.#deadline.signal.aborted) this.options.onNotice(wentAway(error));
      this.#failure = error;
    }
  }

  async #outcome(): Promise<SyncOutcome> {
    const pendingPoints = this.#journal.sweep ? await this.#replica.pendingPoints() : 0;
    const report = this.#report ? { report: this.#report } : {};
    if (!this.#failure) return { pendingPoints, ...report };
    const what = pendingPoints === 0 ? 'the end of the sweep waits' : `${pendingPoints} points wait`;
    return { pendingPoints, ...report, notice: `${what} in the journal; \`thaw sync\` will send them` };
  }
}

function wentAway(error: unknown): string {
  const reason =
    error instanceof ThawError ? error.problems.map(({ message }) => message).join('; ') : String(error);
  return `${reason}; the sweep goes on, its journal keeps everything`;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
