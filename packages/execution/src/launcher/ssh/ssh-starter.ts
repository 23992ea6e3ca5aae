import { ThawError } from '@thaw/core';
import { existsSync } from 'node:fs';
import { closedFile, endOfOutput, readWorker, type SubmittedJob } from '../../queue/index.js';
import { LastWords } from '../last-words.js';
import type { KnownWorker, QueueOnCluster, WantedWorkers, WorkerStarter } from '../queue/cluster-kind.js';
import { onHost } from './on-host.js';
import { cancelScript, listScript, startScript } from './scripts.js';
import { placeOf, slotsOf, workerOf, type Slot } from './slots.js';
import { notShared } from './ssh-problems.js';

/** A host that could not be reached is tried again after that; its workers are then taken to be gone, as their claims have aged. */
const troubleMs = 60_000;

/** Starts workers as processes of hosts, which go on without this one, and without a connection. */
export class SshStarter implements WorkerStarter {
  readonly #slots: readonly Slot[];
  /** Hosts that could not be reached, or used, when they were last asked: since when. */
  readonly #troubles = new Map<string, { readonly sinceMs: number; askedMs: number }>();

  constructor(private readonly queue: QueueOnCluster<'ssh'>) {
    this.#slots = slotsOf(queue.profile.hosts);
  }

  async start({ count, there, excluded }: WantedWorkers): Promise<readonly SubmittedJob[] | undefined> {
    if (this.#slots.every(({ host }) => excluded.includes(host))) return undefined;
    const taken = new Set(there.map((worker) => placeOf(worker, this.#slots)?.slot));
    const started: SubmittedJob[] = [];
    const failures: ThawError[] = [];
    // Where a host fails, the next one is asked.
    while (started.length < count) {
      const free = this.#slots.filter(
        (slot) => !taken.has(slot) && !excluded.includes(slot.host) && !this.#isAvoided(slot.host),
      );
      const slots = free.slice(0, count - started.length);
      if (slots.length === 0) break;
      for (const slot of slots) taken.add(slot);
      const outcomes = await this.#onEach(byHost(slots), (host, each) => this.#startOn(host, each));
      started.push(...outcomes.flatMap(({ value }) => value ?? []));
      failures.push(...outcomes.flatMap(({ failure }) => failure ?? []));
    }
    if (started.length === 0 && failures.length > 0)
      throw new ThawError(failures.flatMap(({ problems }) => problems));
    return started;
  }

  async #startOn(host: string, slots: readonly Slot[]): Promise<readonly SubmittedJob[]> {
    const said = await onHost(host, startScript(this.queue, slots));
    const [missing] = said.flatMap((line) => /^not-there (.*)$/.exec(line)?.[1] ?? []);
    if (missing !== undefined) throw notShared(host, missing);
    const pids = said.flatMap((line) => /^started (\d+)$/.exec(line)?.[1] ?? []);
    return slots.slice(0, pids.length).map((slot, index) => {
      const worker = workerOf(slot, Number(pids[index]));
      return { job: worker, workers: [worker], submittedMs: Date.now() };
    });
  }

  /** Those that have said that they end are not asked for, and of a queue that is closed those are over that cannot be. */
  async list(started: readonly string[]): Promise<readonly KnownWorker[]> {
    const isClosed = existsSync(closedFile(this.queue.folder));
    const last = started.map((worker) => readWorker(this.queue.folder, worker));
    const left = started.filter((_, index) => last[index]!.at(-1)?.type !== 'ended');
    const outcomes = await this.#onEach(this.#byHost(left), async (host, pids) => {
      const said = await onHost(host, listScript(this.queue.sweep, [...pids.keys()]));
      return said.flatMap((line) => pids.get(Number(/^there (\d+)$/.exec(line)?.[1])) ?? []);
    });
    return outcomes.flatMap(({ host, of, value }) => {
      const names = value ?? (isClosed || this.#isGone(host) ? [] : [...of.values()]);
      return names.map((name) => ({ name, state: value ? 'running' : 'unreachable', node: host }));
    });
  }

  async cancel(names: readonly string[]): Promise<void> {
    await this.#onEach(this.#byHost(names), (host, pids) =>
      onHost(host, cancelScript(this.queue.sweep, [...pids.keys()])),
    );
  }

  /** The end of its output. */
  describe(worker: string): Promise<string | undefined> {
    const words = new LastWords();
    words.add(endOfOutput(this.queue.folder, worker));
    return Promise.resolve(words.text || undefined);
  }

  /** Workers by their hosts and process numbers. */
  #byHost(workers: readonly string[]): ReadonlyMap<string, ReadonlyMap<number, string>> {
    const found = new Map<string, Map<number, string>>();
    for (const worker of workers) {
      const place = placeOf(worker, this.#slots);
      if (!place) continue;
      const { host } = place.slot;
      found.set(host, (found.get(host) ?? new Map<number, string>()).set(place.pid, worker));
    }
    return found;
  }

  /** All hosts at once; what fails on one is its own trouble. */
  #onEach<Of, Value>(
    hosts: ReadonlyMap<string, Of>,
    ask: (host: string, of: Of) => Promise<Value>,
  ): Promise<readonly { host: string; of: Of; value?: Value; failure?: ThawError }[]> {
    return Promise.all(
      [...hosts].map(async ([host, of]) => {
        try {
          const value = await ask(host, of);
          this.#troubles.delete(host);
          return { host, of, value };
        } catch (error) {
          if (!(error instanceof ThawError)) throw error;
          this.#hasFailed(host, error);
          return { host, of, failure: error };
        }
      }),
    );
  }

  #hasFailed(host: string, { problems }: ThawError): void {
    const now = Date.now();
    const before = this.#troubles.get(host);
    this.#troubles.set(host, { sinceMs: before?.sinceMs ?? now, askedMs: now });
    const [{ message, found }] = problems as [(typeof problems)[0]];
    if (!before) this.queue.onNotice?.(`${message}${found ? `: ${found}` : ''}`);
  }

  #isAvoided(host: string): boolean {
    const trouble = this.#troubles.get(host);
    return trouble !== undefined && Date.now() - trouble.askedMs < troubleMs;
  }

  #isGone(host: string): boolean {
    const trouble = this.#troubles.get(host);
    return trouble !== undefined && Date.now() - trouble.sinceMs >= troubleMs;
  }
}

function byHost(slots: readonly Slot[]): ReadonlyMap<string, readonly Slot[]> {
  const found = new Map<string, readonly Slot[]>();
  for (const slot of slots) found.set(slot.host, [...(found.get(slot.host) ?? []), slot]);
  return found;
}
