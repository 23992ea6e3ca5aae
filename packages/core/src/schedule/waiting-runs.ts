import type { PlannedRun } from '../plan/plan.js';
import { remember } from '../records/remember.js';
import type { Beginning } from './longest-way.js';
import type { Standing } from './standing.js';

interface WaitingRun {
  readonly run: PlannedRun;
  /** How long it is. */
  readonly way: number;
  /** Among all, the longest first. */
  readonly place: number;
}

/**
 * Runs that are certain to come and may begin in any order: the longest first, each once there is something that it can do. There may be thousands,
 * and most wait for the same few stages: a run is looked at again only once something that it waits for has ended.
 */
export class WaitingRuns {
  readonly #all: Map<PlannedRun, WaitingRun>;
  /** How many of them need a stage. */
  readonly #needs = new Map<string, number>();
  /** To be looked at, the longest first. */
  #awake: WaitingRun[];
  /** By a stage that is under way. A run that waits for several is there several times. */
  readonly #asleep = new Map<string, WaitingRun[]>();
  /** Wait for nothing that is under way, or in vain. */
  #idle: WaitingRun[] = [];

  constructor(
    runs: readonly PlannedRun[],
    wayOf: (run: PlannedRun) => number,
    private readonly standing: Standing,
    /** Whether nothing more comes of a run, whatever is under way. */
    private readonly isSettled: (run: PlannedRun) => boolean,
  ) {
    const ways = runs.map((run) => ({ run, way: wayOf(run) })).toSorted((a, b) => b.way - a.way);
    this.#awake = ways.map((each, place) => ({ ...each, place }));
    this.#all = new Map(this.#awake.map((each) => [each.run, each]));
    for (const key of runs.flatMap(({ stages }) => stages)) this.#needs.set(key, this.#needOf(key) + 1);
  }

  get all(): readonly PlannedRun[] {
    return [...this.#all.keys()];
  }

  has(run: PlannedRun): boolean {
    return this.#all.has(run);
  }

  needs(key: string): boolean {
    return this.#needOf(key) > 0;
  }

  /** What the longest of them can begin that can begin something. */
  longest(): Beginning | undefined {
    this.#wakeByEnds();
    for (let next; (next = this.#awake[0]); this.#awake.shift()) {
      const { run, way } = next;
      if (!this.#all.has(run)) continue;
      const key = this.standing.beginning(run.stages);
      if (key !== undefined) return { run, key, way };
      this.#rest(next);
    }
    return undefined;
  }

  /** The first of which nothing more comes, as far as was seen by `longest`. */
  settled(): PlannedRun | undefined {
    const idle = this.#idle.filter(({ run }) => this.#all.has(run));
    this.#idle = idle.toSorted((a, b) => a.place - b.place);
    return this.#idle.map(({ run }) => run).find((run) => this.isSettled(run));
  }

  /** Looks at all of them again: what can begin has changed otherwise than by an end of what was under way. */
  wake(): void {
    this.#asleep.clear();
    this.#idle = [];
    this.#awake = [...this.#all.values()];
  }

  take(run: PlannedRun): void {
    this.#all.delete(run);
    for (const key of run.stages) this.#needs.set(key, this.#needOf(key) - 1);
  }

  #needOf(key: string): number {
    return this.#needs.get(key) ?? 0;
  }

  #rest(waiting: WaitingRun): void {
    const keys = this.standing.underWayOf(waiting.run.stages);
    if (keys.length === 0 || this.isSettled(waiting.run)) this.#idle.push(waiting);
    else for (const key of keys) remember(this.#asleep, key, () => []).push(waiting);
  }

  #wakeByEnds(): void {
    const ended = [...this.#asleep.keys()].filter((key) => !this.standing.isUnderWay(key));
    if (ended.length === 0) return;
    const woken = ended.flatMap((key) => this.#asleep.get(key)!);
    for (const key of ended) this.#asleep.delete(key);
    this.#awake = [...new Set([...this.#awake, ...woken])].toSorted((a, b) => a.place - b.place);
  }
}
