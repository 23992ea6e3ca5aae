import type {
  DatasetInput,
  JournaledRun,
  Json,
  Origin,
  PhaseOutcome,
  RunGroup,
  RunStatus,
  StageOutcome,
  TrackerEvent,
} from '@thaw/core';
import { readRun, type RunRead } from './read-run.js';
import { Series } from './series.js';

type EventOf<Type extends TrackerEvent['type']> = Extract<TrackerEvent, { type: Type }>;

/**
 * One run as its events tell it. A run may be attempted several times: `run-started` with a later time begins an
 * attempt, and the latest one gives the status, the parameters and the stages. Points of all attempts form one history:
 *
 * - a value that is recorded again keeps its first time;
 * - another value for a step, from a later attempt or with a later time, replaces that point and, since what followed
 *   from it no longer holds, all older points from that step on; `revisionMs` then moves.
 */
export class RunState implements JournaledRun {
  name: string;
  status: RunStatus = 'running';
  params: Readonly<Record<string, Json>> = {};
  origin: Origin | undefined;
  colour: string | undefined;
  /** In order. */
  phaseNames: readonly string[] = [];
  datasets: readonly DatasetInput[] = [];
  group: RunGroup | undefined;
  reason: string | undefined;
  endedMs: number | undefined;
  /** Stays when the run is executed again. */
  firstFinishedMs: number | undefined;
  /** The last that was made of it. */
  model: EventOf<'model'> | undefined;
  /** Versions of its model in registries, by server and name. No replica has them. */
  readonly registered = new Map<string, EventOf<'registered'>>();
  readonly series = new Map<string, Series>();
  /** What the machine did meanwhile; steps are seconds since the run first started. */
  readonly system = new Map<string, Series>();
  /** Changes when points that a replica may have were taken back: it must then start anew. */
  revisionMs = 0;
  /** Counts the attempts, from 1. */
  attempt = 0;
  /** Changes with every event. */
  version = 0;

  /** When the first and the latest attempt began. */
  firstStartedMs = 0;
  #startedMs = Number.NEGATIVE_INFINITY;
  #seenMs = 0;
  readonly #stages = new Map<string, { readonly outcome: StageOutcome; readonly timeMs: number }>();
  /** What follows from its points, as of a version; of an outline, what it was told. */
  #read: { readonly version: number | 'told'; readonly read: RunRead } | undefined;
  #settledRevisionMs: number | undefined;
  /** Within the current attempt: from this step on, points older than this are superseded. */
  #cuts: { readonly step: number; readonly timeMs: number }[] = [];

  constructor(
    readonly id: string,
    readonly sweep: string,
  ) {
    this.name = id;
  }

  get stages(): readonly StageOutcome[] {
    return [...this.#stages.values()].map(({ outcome }) => outcome);
  }

  get validationImages(): number | undefined {
    return this.datasets.find(({ context }) => context === 'validation')?.images;
  }

  /** Which steps were which of its phases, and which of them each chose. */
  get phases(): readonly PhaseOutcome[] {
    return this.#reading.phases;
  }

  /** What its numbers are: of the weights that it ends with, as far as it has come. */
  get metrics(): Readonly<Record<string, number>> {
    return this.#reading.metrics;
  }

  /** The step whose weights it ends with; 0 before the first. */
  get endingStep(): number {
    return this.#reading.endingStep;
  }

  /** Whether it has finished with the points that it has. It stays so while it is executed again and repeats them. */
  get isSettled(): boolean {
    return this.#settledRevisionMs === this.revisionMs;
  }

  get #reading(): RunRead {
    if (this.#read?.version !== 'told' && this.#read?.version !== this.version)
      this.#read = { version: this.version, read: readRun(this) };
    return this.#read!.read;
  }

  start(event: EventOf<'run-started'>): void {
    if (event.timeMs <= this.#startedMs) return;
    if (this.attempt === 0) this.firstStartedMs = this.revisionMs = event.timeMs;
    this.attempt++;
    this.#startedMs = event.timeMs;
    this.#cuts = [];
    this.#stages.clear();
    this.name = event.name;
    this.params = event.params;
    this.origin = event.origin;
    this.colour = event.colour;
    this.phaseNames = event.phases ?? [];
    this.datasets = event.datasets ?? [];
    this.group = event.group;
    this.status = 'running';
    this.endedMs = this.reason = undefined;
    this.#changed(event.timeMs);
  }

  setDatasets(event: EventOf<'datasets'>): void {
    if (event.timeMs < this.#startedMs) return;
    this.datasets = event.datasets;
    this.#changed(event.timeMs);
  }

  addPoints({ step, timeMs, values }: EventOf<'metrics'>): void {
    if (this.#cuts.some((cut) => step >= cut.step && timeMs < cut.timeMs)) return;
    const points = Object.entries(values).map(([metric, value]) => ({ metric, value: Number(value) }));
    if (points.some(({ metric, value }) => this.#contradicts(metric, step, value, timeMs)))
      this.#cut(step, timeMs);
    for (const { metric, value } of points) {
      const series = seriesIn(this.series, metric);
      const index = series.find(step);
      if (index === undefined) series.set(step, value, timeMs, this.attempt);
      else if (Object.is(series.values[index], value)) series.attempts[index] = this.attempt;
    }
    this.#changed(timeMs);
  }

  setModel(event: EventOf<'model'>): void {
    if (event.timeMs <= (this.model?.timeMs ?? 0)) return;
    this.model = event;
    this.#changed(event.timeMs);
  }

  addRegistered(event: EventOf<'registered'>): void {
    const place = JSON.stringify([event.server, event.name]);
    if (event.timeMs > (this.registered.get(place)?.timeMs ?? 0)) this.registered.set(place, event);
  }

  /** Samples of all attempts stay: nothing contradicts what a machine did once. */
  addSystemMetrics({ timeMs, values }: EventOf<'system-metrics'>): void {
    const step = Math.round((timeMs - this.firstStartedMs) / 1000);
    for (const [metric, value] of Object.entries(values)) {
      const series = seriesIn(this.system, metric);
      if (series.find(step) === undefined) series.set(step, value, timeMs, this.attempt);
    }
    this.#changed(timeMs);
  }

  setStages(event: EventOf<'stages'>): void {
    if (event.timeMs < this.#startedMs) return;
    for (const outcome of event.stages) {
      const id = `${outcome.kind} ${outcome.key}`;
      const known = this.#stages.get(id);
      if (!known || known.timeMs < event.timeMs) this.#stages.set(id, { outcome, timeMs: event.timeMs });
    }
    this.#changed(event.timeMs);
  }

  end(event: EventOf<'run-ended'>): void {
    if (event.timeMs < Math.max(this.#startedMs, this.endedMs ?? 0)) return;
    this.status = event.status;
    this.reason = event.reason;
    this.endedMs = event.timeMs;
    if (event.status === 'finished') {
      this.firstFinishedMs ??= event.timeMs;
      this.#settledRevisionMs = this.revisionMs;
    }
    this.#changed(event.timeMs);
  }

  /** The sweep went on or ended without it: whatever ran it is gone. */
  abandon(): void {
    if (this.status !== 'running') return;
    this.status = 'interrupted';
    this.endedMs = this.#seenMs;
    this.version++;
  }

  /** Something that belongs to the run, and is kept elsewhere, has changed. */
  touch(): void {
    this.version++;
  }

  /** Takes over what the same run, folded with all its points, has come to; the points themselves it does not keep. */
  summarise(whole: RunState): void {
    this.#read = { version: 'told', read: whole.#reading };
    this.revisionMs = whole.revisionMs;
    this.#settledRevisionMs = whole.#settledRevisionMs;
    this.endedMs = whole.endedMs;
    this.firstFinishedMs = whole.firstFinishedMs;
  }

  #contradicts(metric: string, step: number, value: number, timeMs: number): boolean {
    const series = this.series.get(metric);
    const index = series?.find(step);
    if (!series || index === undefined || Object.is(series.values[index], value)) return false;
    return series.attempts[index]! < this.attempt || series.timesMs[index]! < timeMs;
  }

  #cut(step: number, timeMs: number): void {
    let ofEarlierAttempt = false;
    for (const series of this.series.values()) {
      series.keep((index) => {
        if (series.steps[index]! < step) return true;
        const earlier = series.attempts[index]! < this.attempt;
        ofEarlierAttempt ||= earlier;
        return !earlier && series.timesMs[index]! >= timeMs;
      });
    }
    this.#cuts.push({ step, timeMs });
    this.revisionMs = Math.max(this.revisionMs + 1, ofEarlierAttempt ? this.#startedMs : timeMs);
  }

  #changed(timeMs: number): void {
    this.#seenMs = Math.max(this.#seenMs, timeMs);
    this.version++;
  }
}

function seriesIn(all: Map<string, Series>, metric: string): Series {
  let series = all.get(metric);
  if (!series) all.set(metric, (series = new Series()));
  return series;
}
