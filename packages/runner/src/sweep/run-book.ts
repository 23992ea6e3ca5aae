import type {
  PlannedRun,
  RefusedRun,
  Run,
  RunEnd,
  RunEpoch,
  RunNews,
  Stage,
  StageOutcome,
  Verdict,
} from '@thaw/core';
import type { UsableDataset } from '@thaw/execution/data';
import { failureFor, failureOf } from './run-failure.js';
import type { RunTracking } from './run-tracking.js';
import type { OnSweepEvent, RunOutcome } from '../events/sweep-event.js';
import type { EstimateOf } from './expect-sweep.js';
import type { SweepTracking } from './sweep-tracking.js';

export interface RunBookOptions {
  readonly runs: readonly PlannedRun[];
  readonly tracking: Pick<SweepTracking, 'run' | 'refuse' | 'spent'>;
  /** How many times a run has begun by now, or gone on. */
  readonly turns: () => number;
  readonly estimateOf: EstimateOf;
  readonly onEvent: OnSweepEvent;
  /** Operations of a stage that were left to do. */
  readonly workOf: (stage: Stage) => number;
  /** What a run is trained on, once its features are stored. */
  readonly usableOf: (run: PlannedRun) => Promise<UsableDataset>;
  /** Whether nothing of a run is left to compute. */
  readonly isStored: (run: PlannedRun) => boolean;
  /** Whether a run goes on after one of its epochs; absent where none is stopped. */
  readonly judge?: (run: PlannedRun, epoch: RunEpoch) => Verdict;
  /** What could not be recorded while a stage is computed. */
  readonly onFailure: (error: unknown) => void;
  /** A run that has failed before anything of it could begin. */
  readonly onRefused: (run: RefusedRun) => void;
  /** With the metrics that it has come to. */
  readonly onEnd: (run: Run, end: RunEnd, metrics: Readonly<Record<string, number>>) => void;
}

interface Entry {
  readonly tracked: RunTracking;
  readonly outcomes: StageOutcome[];
  validationImages?: number;
}

/** Keeps the books of runs: what the schedule says of them goes to the tracker and to whoever watches, in order. */
export class RunBook {
  readonly counts: Record<RunOutcome, number> = { finished: 0, failed: 0, interrupted: 0, stopped: 0 };
  /** Stages that were computed, as told. */
  computed = 0;
  /** Places in the sweep, by the runs' ids. */
  readonly #indices: Map<string, number>;
  readonly #entries = new Map<PlannedRun, Entry>();
  /** Runs that were stopped: they may go on. */
  readonly #stopped = new Set<PlannedRun>();
  #written: Promise<void> = Promise.resolve();
  /** Calls of `write` that have not returned. */
  #unwritten = 0;
  /** What the run that ended last leaves. */
  #recorded: Promise<void> = Promise.resolve();

  constructor(private readonly options: RunBookOptions) {
    this.#indices = new Map(options.runs.map(({ run }, index) => [run.id, index]));
  }

  /**
   * Returns once whoever proposes runs knows of it. What a run leaves to look at is recorded meanwhile, while the next
   * one computes, and before that ends.
   */
  write(news: readonly RunNews[]): Promise<void> {
    this.#unwritten++;
    this.#written = this.#written
      .then(async () => {
        for (const each of news) await this.#write(each);
      })
      .finally(() => this.#unwritten--);
    return this.#written;
  }

  /** Whether whoever proposes runs knows of all. */
  get isWritten(): boolean {
    return this.#unwritten === 0;
  }

  /** Returns once all that was written is recorded. */
  async recorded(): Promise<void> {
    await this.#written;
    await this.#recorded;
  }

  /** Of a run that has begun and is not over. */
  tracked(run: PlannedRun): RunTracking | undefined {
    return this.#entries.get(run)?.tracked;
  }

  /** Leaves runs that are not over, where the sweep has failed: they stand in the journal as far as they came. */
  async close(): Promise<void> {
    const left = [...this.#entries.values()].map(({ tracked }) => tracked.close());
    await Promise.allSettled([...left, this.#recorded]);
  }

  #write(news: RunNews): Promise<void> {
    switch (news.type) {
      case 'run-started':
        return this.#start(news.run);
      case 'stage-ended':
        return this.#endStage(news);
      case 'task-ended':
        return this.#endTask(news);
      case 'run-ended':
        return this.#end(news.run, news.end);
      case 'run-refused':
        return this.#refuse(news.run, news.error);
    }
  }

  async #start(run: PlannedRun): Promise<void> {
    const { onEvent, tracking, isStored, judge, onFailure } = this.options;
    if (this.#stopped.delete(run)) this.counts.stopped--;
    onEvent({ type: 'run-started', ...this.#name(run.run) });
    const heard = { onFailure, ...(judge && { judge: (epoch: RunEpoch) => judge(run, epoch) }) };
    const tracked = await tracking.run(run, isStored(run), heard);
    this.#entries.set(run, { tracked, outcomes: [] });
  }

  async #endTask({
    run,
    stage,
    status,
    seconds,
  }: RunNews & { type: `${'stage' | 'task'}-ended` }): Promise<void> {
    const { kind, key } = stage;
    if (status === 'computed') this.computed++;
    const { tracking, turns, onFailure } = this.options;
    if (status !== 'reused' && seconds > 0)
      tracking.spent({ run: run.run.id, stage: key, seconds, turn: turns() }).catch(onFailure);
    const ended = { kind, key, status, seconds, work: this.options.workOf(stage), ...this.#expected(stage) };
    this.options.onEvent({ type: 'stage-ended', run: run.run.id, ...ended });
  }

  async #endStage(news: RunNews & { type: 'stage-ended' }): Promise<void> {
    const { run, stage, status, seconds } = news;
    const entry = this.#entries.get(run)!;
    const { tracked, outcomes } = entry;
    const { kind, key } = stage;
    const expected = status === 'computed' && this.#expected(stage);
    outcomes.push({ kind, key, status, seconds, ...expected });
    await this.#endTask(news);
    if (status === 'failed') return;
    if (kind === 'features') {
      await tracked.usesDataset(() => this.options.usableOf(run));
      entry.validationImages ??= (await this.options.usableOf(run)).split.validation.length;
    }
    await tracked.stageIsReady(stage);
  }

  async #end(run: PlannedRun, end: RunEnd): Promise<void> {
    const { tracked, outcomes, validationImages } = this.#entries.get(run)!;
    const why = failureFor(end);
    // Where this rejects, the run is left to `close`.
    await this.#recorded;
    const { metrics, recorded } = tracked.end(end.status, outcomes, why);
    this.#entries.delete(run);
    this.#recorded = recorded;
    this.counts[end.status]++;
    if (end.status === 'stopped') this.#stopped.add(run);
    this.options.onEvent({
      ...{ type: 'run-ended', ...this.#name(run.run), status: end.status, metrics },
      ...(end.status === 'finished' && validationImages !== undefined && { validationImages }),
      ...why,
    });
    this.options.onEnd(run.run, end, metrics);
  }

  async #refuse(run: RefusedRun, error: unknown): Promise<void> {
    const why = failureOf(error);
    this.options.onEvent({ type: 'run-started', ...this.#name(run) });
    await this.options.tracking.refuse(run, why);
    this.counts.failed++;
    const ended = { status: 'failed', metrics: {}, ...why } as const;
    this.options.onRefused(run);
    this.options.onEvent({ type: 'run-ended', ...this.#name(run), ...ended });
    if (isRun(run)) this.options.onEnd(run, { status: 'failed', error }, {});
  }

  #name({ id, name }: RefusedRun): { run: string; name: string; index: number } {
    // One that a search has proposed meanwhile comes after those that were certain.
    if (!this.#indices.has(id)) this.#indices.set(id, this.#indices.size);
    return { run: id, name, index: this.#indices.get(id)! };
  }

  #expected({ key }: Stage): { expectedSeconds?: number } {
    const expectedSeconds = this.options.estimateOf(key)?.seconds;
    return expectedSeconds === undefined ? {} : { expectedSeconds };
  }
}

const isRun = (run: RefusedRun): run is Run => run.config !== undefined;
