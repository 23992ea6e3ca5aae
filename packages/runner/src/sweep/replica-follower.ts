import { JournalFollower, redactUri, type FollowOptions, type SyncOutcome } from '@thaw/tracker';
import { homeAt } from './replica-home.js';
import { whereRunsAre } from './tracking-target.js';

/** How long a finished sweep waits for its replica. What is left then is sent by `thaw sync`. */
const flushTimeoutMs = 30_000;

export interface FollowedReplica extends Pick<FollowOptions, 'journalFile' | 'onNotice'> {
  readonly uri: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Sends a server what a journal gains. A bad address is said at once. */
export class ReplicaFollower {
  readonly #follower: JournalFollower;
  readonly #address: string;

  constructor(private readonly options: FollowedReplica) {
    const { uri, env, journalFile, onNotice } = options;
    const home = homeAt(uri, env);
    this.#address = `${home.name} at ${redactUri(uri)}`;
    this.#follower = new JournalFollower({ journalFile, home, onNotice });
  }

  start(): void {
    this.#follower.start();
  }

  /** Waits a while for the server to have everything. Returns a line for people; `experiment`: which the spec names. */
  async stop(experiment: string): Promise<string | undefined> {
    const { notice, report }: SyncOutcome = await this.#follower.stop({ timeoutMs: flushTimeoutMs });
    report?.notices.forEach(this.options.onNotice);
    return notice ?? (report && whereRunsAre(report.place, this.#address, experiment));
  }
}
