import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ThawError } from '@thaw/core';
import type { MlflowClient } from '../mlflow/client.js';
import { MlflowReplica, type SyncReport } from './replica.js';

export interface MlflowSyncOptions {
  /** May come into being later. */
  readonly journalFile: string;
  readonly client: MlflowClient;
  /** One line for people: when the server goes away, and when it is back. */
  readonly onNotice: (notice: string) => void;
}

export interface SyncOutcome {
  /** Points that the server does not have. */
  readonly pendingPoints: number;
  /** What was sent, if anything was. */
  readonly report?: SyncReport;
  /** One line for people if something is pending. */
  readonly notice?: string;
}

const intervalMs = 1_000;
const longestWaitMs = 30_000;

/** Follows a journal while a sweep writes it. Nothing waits for it; while the server is away it asks ever more rarely. */
export class MlflowSync {
  readonly #replica: MlflowReplica;
  /** Ends waits: go over to the last pass. */
  readonly #stopping = new AbortController();
  /** Ends requests: the time to stop is over. */
  readonly #deadline = new AbortController();
  #running: Promise<void> | undefined;
  #report: SyncReport | undefined;
  #failure: unknown;

  constructor(private readonly options: MlflowSyncOptions) {
    const client = options.client.until(this.#deadline.signal);
    // Who follows a journal is the sweep itself.
    this.#replica = new MlflowReplica(options.journalFile, client, () => Promise.resolve(true));
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
      await this.#replica.read();
      this.#report = (await this.#replica.push()) ?? this.#report;
      if (this.#failure)
        this.options.onNotice(`MLflow at ${this.options.client.address} is back; what waited was sent`);
      this.#failure = undefined;
    } catch (error) {
      if (!this.#failure && !this.#deadline.signal.aborted) this.options.onNotice(wentAway(error));
      this.#failure = error;
    }
  }

  async #outcome(): Promise<SyncOutcome> {
    const pendingPoints = await this.#replica.pendingPoints();
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
