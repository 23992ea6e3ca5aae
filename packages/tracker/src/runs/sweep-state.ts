import {
  canonicalJson,
  type JournaledSweep,
  type Spent,
  type StageOutcome,
  type SweepStatus,
  type TrackerEvent,
  type ExpectedSeconds,
} from '@thaw/core';
import { FormerRuns } from './former-runs.js';
import { RunState } from './run-state.js';
import { specTags, strayTags } from './spec-tags.js';

export type SweepStarted = Extract<TrackerEvent, { type: 'sweep-started' }>;

/** A sweep of which its journal tells at least that it has started. */
export type ToldSweep = SweepState & JournaledSweep;

/** A sweep as its journal tells it so far. Applying an event twice changes nothing. */
export class SweepState {
  /** With the tracking settings that counted last. */
  started: SweepStarted | undefined;
  status: SweepStatus = 'running';
  firstStartedMs = 0;
  endedMs: number | undefined;
  /** Changes with every event of the sweep itself. */
  version = 0;
  /** Tags that the spec does not set any more. */
  readonly formerTags = new Set<string>();
  /** Names of tags that are never sent: see `strayTags`. */
  readonly strayTags = new Set<string>();
  #trackingMs = Number.NEGATIVE_INFINITY;
  /** Whether its end is told, not only taken for granted. */
  #hasEnd = false;
  #seenMs = 0;
  /** What runs that its search chose from were expected to cost, by the hash of the choice. */
  readonly weighed = new Map<string, ExpectedSeconds>();
  readonly #runs = new Map<string, RunState>();
  readonly #formerRuns = new FormerRuns();
  readonly #computed = new Map<string, StageOutcome>();
  readonly #nights = new Set<string>();
  readonly #tasks = new Map<string, Spent>();

  /** The same, once it has started. */
  get told(): ToldSweep | undefined {
    return hasStarted(this) ? this : undefined;
  }

  /** Runs that have started, in the sweep's order. */
  get runs(): readonly RunState[] {
    const order = new Map(this.started?.runs.map((id, index) => [id, index]));
    const place = (run: RunState): number => order.get(run.id) ?? order.size;
    return [...this.#runs.values()].toSorted((a, b) => place(a) - place(b));
  }

  get currentRuns(): readonly RunState[] {
    return this.runs.filter(({ id }) => !this.#formerRuns.has(id));
  }

  /** Every computation of a stage, in whichever attempt at whichever run; a trajectory may be extended several times. */
  get computed(): readonly StageOutcome[] {
    return [...this.#computed.values()];
  }

  /** What has been computed for it, over all executions. */
  get spent(): Spent {
    const tasks = [...this.#tasks.values()];
    return {
      seconds: tasks.reduce((sum, { seconds }) => sum + seconds, 0),
      turns: tasks.reduce((most, { turns }) => Math.max(most, turns), 0),
    };
  }

  /** What the spec sets, on the sweep and on all its runs: of several executions the last counts for all. */
  get specTags(): Readonly<Record<string, string>> {
    return specTags(this.started?.tags ?? {});
  }

  /** The nights of a schedule that have come to it, the latest last. */
  get nights(): readonly string[] {
    return [...this.#nights].toSorted();
  }

  run(event: { readonly sweep: string; readonly run: string }): RunState {
    let run = this.#runs.get(event.run);
    if (!run) this.#runs.set(event.run, (run = new RunState(event.run, event.sweep)));
    return run;
  }

  /** Events of types it does not know are passed over: a newer Thaw may write more. */
  apply(event: TrackerEvent): void {
    this.see(event);
    switch (event.type) {
      case 'sweep-started':
        return this.#start(event);
      case 'sweep-ended':
        return this.#end(event);
      case 'tracking-changed':
        return this.#changeTracking(event);
      case 'night':
        return this.#addNight(event.dueAt);
      case 'run-started':
        for (const name of strayTags(event.tags)) this.strayTags.add(name);
        if (event.timeMs >= (this.started?.timeMs ?? 0)) this.#formerRuns.join(event.run);
        return this.run(event).start(event);
      case 'datasets':
        return this.run(event).setDatasets(event);
      case 'metrics':
        return this.run(event).addPoints(event);
      case 'system-metrics':
        return this.run(event).addSystemMetrics(event);
      case 'model':
        return this.run(event).setModel(event);
      case 'registered':
        return this.run(event).addRegistered(event);
      case 'stages':
        this.#noteComputed(event);
        return this.run(event).setStages(event);
      case 'weighed':
        this.weighed.set(
          event.choice,
          event.seconds.map((seconds) => seconds ?? undefined),
        );
        return;
      case 'task-ended':
        this.#tasks.set(`${event.stage} ${event.timeMs}`, { seconds: event.seconds, turns: event.turn });
        return;
      case 'run-ended':
        return this.run(event).end(event);
      case 'artifact':
      default:
        return;
    }
  }

  /** Notes when something happened last, of what is not applied too. */
  see({ timeMs }: TrackerEvent): void {
    this.#seenMs = Math.max(this.#seenMs, timeMs);
  }

  /** No process executes it any more, though it has no end: it ended with the last that happened. */
  abandon(): void {
    if (this.#hasEnd) return;
    if (this.endedMs !== this.#seenMs) this.version++;
    this.status = 'interrupted';
    this.endedMs = this.#seenMs;
    this.#abandonRuns();
  }

  #start(event: SweepStarted): void {
    if (this.started && event.timeMs <= this.started.timeMs) return;
    if (!this.started) this.firstStartedMs = event.timeMs;
    this.#formerRuns.start(event.runs, this.#runs.keys());
    this.#setTracking(event.timeMs, event);
    this.status = 'running';
    this.#hasEnd = false;
    this.endedMs = undefined;
    this.version++;
    this.#abandonRuns();
  }

  #changeTracking(event: Extract<TrackerEvent, { type: 'tracking-changed' }>): void {
    if (!this.started || event.timeMs <= this.#trackingMs) return;
    const { timeMs, experiment, tags } = event;
    this.#setTracking(timeMs, { ...this.started, experiment, tags: specTags(tags) });
    this.version++;
  }

  #addNight(dueAt: string): void {
    if (this.#nights.has(dueAt)) return;
    this.#nights.add(dueAt);
    this.version++;
    for (const run of this.#runs.values()) run.touch();
  }

  #setTracking(timeMs: number, started: SweepStarted): void {
    const before = this.specTags;
    this.started = started;
    this.#trackingMs = timeMs;
    for (const name of strayTags(started.tags)) this.strayTags.add(name);
    const now = this.specTags;
    for (const name of Object.keys(before)) this.formerTags.add(name);
    for (const name of Object.keys(now)) this.formerTags.delete(name);
    if (canonicalJson(before) !== canonicalJson(now)) for (const run of this.#runs.values()) run.touch();
  }

  #end(event: Extract<TrackerEvent, { type: 'sweep-ended' }>): void {
    if (event.timeMs < Math.max(this.started?.timeMs ?? 0, this.endedMs ?? 0)) return;
    this.status = event.status;
    this.#hasEnd = true;
    this.endedMs = event.timeMs;
    this.version++;
    this.#abandonRuns();
  }

  #noteComputed({ run, timeMs, stages }: Extract<TrackerEvent, { type: 'stages' }>): void {
    for (const outcome of stages) {
      if (outcome.status === 'computed') this.#computed.set(`${run} ${timeMs} ${outcome.key}`, outcome);
    }
  }

  #abandonRuns(): void {
    for (const run of this.#runs.values()) run.abandon();
  }
}

const hasStarted = (sweep: SweepState): sweep is SweepState & { readonly started: SweepStarted } =>
  sweep.started !== undefined;
