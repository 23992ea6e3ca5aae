import {
  keysOf,
  ThawError,
  type Assignment,
  type PlannedRun,
  type Run,
  type RunEpoch,
  type RunSource,
  type Stage,
  type SweepSchedule,
  type Verdict,
  type ExpectedSeconds,
} from '@thaw/core';
import { Trajectory } from '@thaw/execution/stages';
import { isBucketGone, type FeatureCache } from '@thaw/execution/store';
import type { DatasetUse } from './dataset-use.js';
import { featuresToRead } from './features-to-read.js';
import type { SweepPart } from './prepare-sweep.js';
import { performTask, type PerformOptions } from './perform-task.js';
import type { RunBook } from './run-book.js';

export interface FollowerOptions extends PerformOptions {
  readonly features: FeatureCache;
  /** Asked of what joins the plan: throws a ThawError if what computes cannot do it. */
  readonly admit: (part: SweepPart) => Promise<void>;
}

interface FollowedSchedule extends FollowerOptions {
  readonly schedule: SweepSchedule;
  readonly source: RunSource;
  readonly book: RunBook;
  readonly datasets: DatasetUse;
  /** What runs are expected to cost beside what is there. */
  readonly weigh: (points: readonly (readonly Run[])[]) => Promise<ExpectedSeconds>;
}

/** Up to so many runs are looked at for each result. */
const runsAResult = 64;

/** Has tasks done as a schedule says, tells it what came of them, and has the books kept. */
export class ScheduleFollower {
  /** Tasks, and what is being written of runs that were stopped. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #breakOffs = new Map<Assignment, AbortController>();
  /** Runs that have joined the plan and not begun, with the keys of their stages that need not be computed: a budget may hold them back. */
  readonly #added = new Map<PlannedRun, ReadonlySet<string>>();
  /** Ids of runs that could not be planned or done. They stay in the plan. */
  readonly #refused = new Set<string>();
  #failure: { readonly error: unknown } | undefined;
  /** Results after which it is looked at again which features are needed. */
  #untilKept = 0;
  /** Ends the waiting for a result: there may be something else to begin. */
  #wake = (): void => {};

  constructor(private readonly options: FollowedSchedule) {}

  /** Returns when there is nothing more to do. `certain`: the runs that are planned already. */
  async follow(certain: readonly PlannedRun[]): Promise<void> {
    const { schedule, book } = this.options;
    await this.#refuseUnusable(certain, schedule.stored);
    try {
      while (await this.#step());
      await book.recorded();
    } finally {
      // Nothing is, but after a failure.
      for (const breakOff of this.#breakOffs.values()) breakOff.abort();
      await Promise.allSettled(this.#underWay);
      await book.close();
    }
    this.#throwFailure();
  }

  /** Whether a run goes on after this epoch. If not, its training is broken off, and what is under way for it alone. */
  judge(run: PlannedRun, epoch: RunEpoch): Verdict {
    const { schedule, source, book } = this.options;
    try {
      if (source.judge?.(run.run, epoch) !== 'stop') return 'go-on';
    } catch (error) {
      // Whoever tells of epochs could do nothing about a search that fails.
      this.fail(error);
      return 'go-on';
    }
    const news = schedule.stop(run.run.id);
    // An interruption has ended it.
    if (news.length === 0) return 'go-on';
    this.#track(book.write(news));
    for (const assignment of schedule.unneeded()) this.#breakOffs.get(assignment)?.abort();
    this.#untilKept = 0;
    this.#wake();
    return 'stop';
  }

  /** Nothing more is begun, and what is under way is broken off; `follow` throws the first failure. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** False when all is done. */
  async #step(): Promise<boolean> {
    const { schedule, book, signal } = this.options;
    this.#throwFailure();
    // What is told and not yet written may be judged, and some of it stopped.
    await book.write(signal.aborted ? schedule.interrupt() : []);
    // A task may have ended meanwhile: nothing is asked for before all is told that it came to.
    while (!book.isWritten) await book.write([]);
    const step = schedule.next();
    switch (step.type) {
      case 'done':
        // The last results may be told to the schedule and not yet to the source.
        if (this.#underWay.size === 0) return false;
        await this.#anyResult();
        return true;
      case 'wait':
        await this.#anyResult();
        return true;
      case 'weigh':
        await this.#weigh(step.points);
        return true;
      case 'plan':
        await this.#add(step.run);
        this.#untilKept = 0;
        return true;
      case 'go':
        // What is told of stored stages may already have some of it broken off.
        for (const assignment of step.tasks) this.#breakOffs.set(assignment, new AbortController());
        for (const news of step.news) if (news.type === 'run-started') this.#tellAdded(news.run);
        await book.write(step.news);
        await this.#keepFeatures(step.tasks);
        for (const assignment of step.tasks) this.#track(this.#perform(assignment));
        return true;
    }
  }

  /**
   * Lets go of stored features that no run has to read any more. What is left changes only with a result or a run; to look takes as
   * long as there are runs, so that of many it is done once in many results, unless there is something to evict for.
   */
  async #keepFeatures(tasks: readonly Assignment[]): Promise<void> {
    if (this.#untilKept > 0 && !tasks.some(({ task }) => task.kind === 'features')) return;
    const { schedule, features, prepared } = this.options;
    const runs = schedule.remaining();
    this.#untilKept = Math.max(1, Math.floor(runs.length / runsAResult));
    await features.keep(featuresToRead(runs, prepared.plan, schedule.stored));
  }

  async #anyResult(): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    await Promise.race([...this.#underWay, woken]);
    this.#untilKept--;
  }

  async #perform(assignment: Assignment): Promise<void> {
    const { schedule, book, datasets, features, signal } = this.options;
    const breakOff = this.#breakOffs.get(assignment)!.signal;
    await this.#judgeStored(assignment);
    const tracked = book.tracked(assignment.run);
    const result = await performTask({ assignment, tracked, breakOff }, this.options);
    this.#breakOffs.delete(assignment);
    // All that is left would fail as this has, and none of it is to blame.
    if (result.status === 'failed' && isBucketGone(result.error) && !signal.aborted) throw result.error;
    const { task } = assignment;
    if (task.kind === 'features') {
      datasets.forget(keysOf(task));
      const made = new Set(result.status === 'computed' || result.status === 'reused' ? keysOf(task) : []);
      await this.#refuseUnusable(schedule.remaining(), made);
      await features.trim();
    }
    const interruption = signal.aborted ? schedule.interrupt() : [];
    await book.write([...interruption, ...schedule.tell(assignment, result)]);
  }

  /** What was stopped in an earlier sweep is stopped again where it was, and not an epoch later. */
  async #judgeStored({ task, run }: Assignment): Promise<void> {
    const { source, store, book, prepared } = this.options;
    if (!source.judge || task.kind !== 'train' || prepared.recomputed.has(task.stage.key)) return;
    const { history } = await Trajectory.open(store, task.stage);
    book.tracked(run)?.epoch(task.stage.key, history);
  }

  async #weigh(points: readonly (readonly Run[])[]): Promise<void> {
    const { source, weigh, signal } = this.options;
    try {
      source.weigh!(await weigh(points));
    } catch (error) {
      // An interruption is told to the schedule, which then ends what is under way.
      if (!signal.aborted) throw error;
    }
  }

  /** A run that cannot be planned or done fails, and the sweep goes on. */
  async #add(run: Run): Promise<void> {
    const { schedule, prepared, admit, launcher, book, signal } = this.options;
    try {
      const { planned, plan, cached } = await prepared.add(run);
      await admit({ ...prepared, plan, cached });
      schedule.narrow(launcher.capacity);
      this.#added.set(planned, cached);
      schedule.planned(planned, cached);
      await this.#refuseUnusable([planned], cached);
    } catch (error) {
      // An interruption is told to the schedule, which then ends what is under way.
      if (signal.aborted) return;
      if (!(error instanceof ThawError) || isBucketGone(error)) throw error;
      this.#refused.add(run.id);
      await book.write(schedule.reject(error));
    }
  }

  /** Before it is told that it begins. */
  #tellAdded(planned: PlannedRun): void {
    const cached = this.#added.get(planned);
    if (!cached) return;
    this.#added.delete(planned);
    const { run, stages } = planned;
    const { onEvent, prepared, estimateOf } = this.options;
    // What others need as well is counted already; those that were refused never were.
    const isNew = ({ key, runs }: Stage) =>
      !cached.has(key) && runs.every((id) => id === run.id || this.#refused.has(id));
    const pending = stages.map((key) => prepared.plan.stage(key)!).filter(isNew);
    const seconds = pending.map(({ key }) => estimateOf(key)?.seconds);
    const isKnown = pending.length > 0 && seconds.every((each) => each !== undefined);
    onEvent({
      ...{ type: 'run-added', run: run.id, name: run.name, stages: pending.length },
      work: pending.reduce((sum, { work }) => sum + work, 0),
      ...(isKnown && { expectedSeconds: seconds.reduce((sum, each) => sum + each, 0) }),
    });
  }

  /** Asks of each run whether these features, which are stored, will do for it. */
  async #refuseUnusable(runs: readonly PlannedRun[], features: ReadonlySet<string>): Promise<void> {
    const { schedule, datasets, prepared } = this.options;
    for (const run of runs) {
      const problems = await datasets.problemsOf(run, prepared.plan, features);
      if (problems.length > 0) schedule.refuse(run.run.id, new ThawError(problems));
    }
  }

  /** A failure is thrown where the next step is taken. */
  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
