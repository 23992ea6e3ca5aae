import type { ThawError } from '../errors/problem.js';
import type { Plan, PlannedRun } from '../plan/plan.js';
import type { Stage } from '../plan/stage.js';
import type { Run } from '../sweep/run.js';
import { KnownRuns } from './known-runs.js';
import { longestWay, type Beginning } from './longest-way.js';
import type { OpenRun } from './open-run.js';
import { OpenRuns } from './open-runs.js';
import { Proposals } from './proposals.js';
import { Losses } from './losses.js';
import type { RunEnd, RunNews, StageEnd } from './run-news.js';
import type { RunSource } from './run-source.js';
import type { ScheduleOptions } from './schedule-options.js';
import { NeededStages } from './needed-stages.js';
import type { Assignment, Step, TaskResult } from './step.js';
import { Standing } from './standing.js';
import { stagesOf, taskFor } from './task.js';
import { Untold } from './untold.js';
import { WaitingRuns } from './waiting-runs.js';

/**
 * Which stage of which run comes next. Runs come in the order of their source and their stages in the order of the plan;
 * a stage that several runs share is computed in the turn of the first. With one place this is a sequence; with more, what has the
 * longest way to go begins first, and runs that are certain to come begin as they have something to do.
 *
 * It has no clock and no chance: the same results, told in the same order, give the same steps, so one that was killed goes on as it would have.
 */
export class SweepSchedule {
  readonly #plan: Plan;
  readonly #planned: KnownRuns;
  readonly #source: RunSource;
  readonly #proposals: Proposals;
  #places: number;
  /** None is longer in a sequence, which goes by the order of runs. */
  readonly #wayOf: (run: PlannedRun) => number;
  /** None before the first step. */
  #waiting: WaitingRuns | undefined;
  readonly #needed: NeededStages;
  readonly #stages: Standing;
  /** Why a run is not to be trained, by its id. */
  readonly #refused = new Map<string, unknown>();
  readonly #losses = new Losses();
  readonly #untold = new Untold();
  readonly #open = new OpenRuns();
  readonly #news: RunNews[] = [];
  /** Is not in the plan yet, or has joined it and waits for a place. */
  #proposed: Run | undefined;
  #isInterrupted = false;

  constructor(options: ScheduleOptions) {
    const { plan, source, stored, places = 1, secondsOf = () => 0 } = options;
    this.#plan = plan;
    this.#planned = new KnownRuns(plan.runs);
    this.#source = source;
    this.#proposals = new Proposals(options);
    this.#needed = new NeededStages(plan, (key) =>
      this.#planned.having(key, [this.#open, this.#waiting], this.#coming),
    );
    this.#stages = new Standing(stored, (key) => this.#needed.of(key));
    this.#places = places;
    this.#wayOf = (run) => (places > 1 ? longestWay(run, plan, secondsOf) : 0);
  }

  get stored(): ReadonlySet<string> {
    return this.#stages.stored;
  }

  /** Runs that are under way, and those of the plan that are certain to come: one that was proposed is the next of them. */
  remaining(): readonly PlannedRun[] {
    return [...this.#open.runs, ...(this.#waiting?.all ?? []), ...this.#coming()];
  }

  readonly #coming = () =>
    this.#planned.among([...(this.#proposed ? [this.#proposed] : []), ...this.#source.coming()]);

  /** There is room for fewer tasks at once from now on. */
  narrow(places: number): void {
    this.#places = Math.min(places, this.#places);
  }

  /** A run has been added to the plan; these of its stages need not be computed. */
  planned(planned: PlannedRun, stored: Iterable<string>): void {
    this.#planned.add(planned);
    // It may ask for more of a stage than is stored.
    for (const key of planned.stages) this.#stages.stored.delete(key);
    for (const key of stored) this.#stages.stored.add(key);
    this.#waiting?.wake();
  }

  /** The run that was proposed cannot be planned, or not be done: it fails, and another is asked for. */
  reject(error: ThawError): readonly RunNews[] {
    // It may be in the plan, of which nothing is needed on its behalf.
    this.#needed.lessen();
    this.#waiting?.wake();
    if (this.#proposed) this.#news.push(this.#proposals.refuse(this.#proposed, error));
    this.#proposed = undefined;
    return this.#takeNews();
  }

  /**
   * What to begin now. It is under way from now on, until its result is told. Whatever became of runs is told to the
   * source before the next call, so that a search knows of it.
   */
  next(): Step {
    this.#needed.renew();
    const tasks: Assignment[] = [];
    let isToWeigh = false;
    for (const open of this.#open.held) this.#tellStages(open);
    const waiting = (this.#waiting ??= this.#draw());
    while (this.#stages.underWay.size < this.#places && !this.#isInterrupted) {
      const begun = this.#open.longest(this.#stages, this.#losses, this.#refused);
      const other = waiting.longest();
      if (begun && !(other && other.way > begun.way)) {
        tasks.push(this.#begin(begun));
        continue;
      }
      const certain = other?.run ?? waiting.settled();
      if (certain) {
        waiting.take(certain);
        this.#start(certain);
        continue;
      }
      // One that is over already, or is to be judged, is told of before another is asked for.
      if (this.#open.held.length > 0 || this.#news.some(({ type }) => type === 'run-ended')) break;
      if (this.#open.size >= 2 * this.#places) break;
      const proposed = this.#proposed ?? this.#proposals.next();
      isToWeigh = proposed === 'weigh';
      if (proposed === undefined || proposed === 'wait' || proposed === 'weigh') break;
      if ('error' in proposed) {
        this.#news.push(this.#proposals.refuse(proposed, proposed.error));
        continue;
      }
      const run = this.#planned.of(proposed.id);
      this.#proposed = run ? undefined : proposed;
      if (!run || !this.#start(run)) break;
    }
    const news = this.#takeNews();
    if (tasks.length > 0 || news.length > 0) return { type: 'go', news, tasks };
    const proposed = this.#isInterrupted ? undefined : this.#proposed;
    if (proposed && !this.#planned.of(proposed.id)) return { type: 'plan', run: proposed };
    if (isToWeigh) return { type: 'weigh', points: this.#source.toWeigh!() };
    return this.#stages.underWay.size > 0 ? { type: 'wait' } : { type: 'done' };
  }

  /** Returns what has become of runs by it. */
  tell(assignment: Assignment, result: TaskResult): readonly RunNews[] {
    this.#needed.renew();
    const { task, run } = assignment;
    const [stage, ...others] = stagesOf(task) as [Stage, ...Stage[]];
    this.#stages.end(assignment);
    const owner = this.#open.of(run);
    if (owner) owner.underWay--;
    const { seconds } = result;
    this.#proposals.spend(result);
    const lost = result.status === 'lost' && this.#losses.add(stage.key, result.lost) ? result.lost : [];
    for (const key of lost) this.#stages.stored.delete(key);
    if (lost.length > 0) this.#waiting?.wake();
    if (lost.length > 0 || result.status === 'broken-off') {
      this.#news.push({ type: 'task-ended', run, stage, status: 'broken-off', seconds });
    } else if (result.status === 'failed' || result.status === 'lost') {
      if (!this.#isInterrupted) this.#stages.failed.set(stage.key, result.error);
      this.#untold.add({ run, stage, status: 'failed', seconds });
      if (owner) this.#fail(owner, stage, result.error);
    } else {
      this.#isStored({ run, stage, status: result.status, seconds });
      for (const other of others) this.#isStored({ run, stage: other, status: result.status, seconds: 0 });
    }
    for (const open of this.#open) if (!open.isHeld) this.#tellStages(open);
    if (this.#isInterrupted) this.#endInterrupted();
    return this.#takeNews();
  }

  /** What a run would be trained on will not do: it fails when its first training comes, also one that is stored. */
  refuse(run: string, error: unknown): void {
    if (!this.#refused.has(run)) this.#refused.set(run, error);
    this.#waiting?.wake();
  }

  /** A rule has decided against a run: nothing of it is begun any more. What is under way may be `unneeded` now. */
  stop(run: string): readonly RunNews[] {
    const open = [...this.#open].find((each) => each.run.run.id === run);
    if (open) {
      this.#needed.lessen();
      this.#waiting?.wake();
      this.#end(open, { status: 'stopped' });
    }
    return this.#takeNews();
  }

  /**
   * What is under way though no run that goes on needs it, or none needs it as far, and the training of a run that was stopped:
   * break it off, and tell so. Another that follows the same trajectory goes on from there in its own turn, and is judged in it.
   */
  unneeded(): readonly Assignment[] {
    if (!this.#needed.areFewer) return [];
    this.#needed.renew();
    return [...this.#stages.underWay].filter(
      ({ task, run }) =>
        (task.kind === 'train' && !this.#open.of(run)) ||
        !stagesOf(task).some((begun) => this.#needed.isAll(begun)),
    );
  }

  /** Nothing begins any more; runs end as interrupted once the results of what is under way have been told. */
  interrupt(): readonly RunNews[] {
    this.#isInterrupted = true;
    this.#endInterrupted();
    return this.#takeNews();
  }

  #endInterrupted(): void {
    for (const open of this.#open) if (open.underWay === 0) this.#end(open, { status: 'interrupted' });
  }

  /** Runs that may begin in any order wait for what they can do; of those that are stored it is told at once. */
  #draw(): WaitingRuns {
    const { runs, refused } = this.#proposals.draw();
    this.#news.push(...refused);
    const planned = this.#planned.among(runs);
    for (const run of planned.filter((each) => this.#isSettled(each))) this.#start(run);
    const others = planned.filter((run) => !this.#isSettled(run));
    return new WaitingRuns(others, this.#wayOf, this.#stages, (run) => this.#isSettled(run));
  }

  #isSettled({ run, stages }: PlannedRun): boolean {
    return this.#refused.has(run.id) || this.#stages.areSettled(stages);
  }

  /** False where it does not fit what is left of a budget. */
  #start(run: PlannedRun): boolean {
    const begun = () => this.#open.toCome(this.#stages);
    if (!this.#proposals.begin(run, (key) => this.#stages.isMissing(key), begun)) {
      this.#needed.forget(run);
      return false;
    }
    const open = this.#open.begin(run, this.#wayOf(run));
    this.#news.push({ type: 'run-started', run });
    this.#tellStages(open);
    return true;
  }

  #begin({ run, key }: Beginning): Assignment {
    const task = taskFor(this.#needed.of(key)!, this.#plan, (other) => this.#stages.canBegin(other));
    const assignment = { task, run };
    this.#open.of(run)!.underWay++;
    this.#stages.begin(assignment);
    return assignment;
  }

  #isStored(end: StageEnd): void {
    const { key } = end.stage;
    const isWhole = this.#needed.isWhole(end.stage);
    if (isWhole) this.#stages.stored.add(key);
    if (isWhole && !this.#losses.has(key)) this.#untold.add(end);
    else this.#news.push({ type: 'task-ended', ...end, ...(!isWhole && { status: 'broken-off' }) });
  }

  /**
   * Tells a run of its stages, in order, as far as they are there; it ends with the last, or with one that failed. Where runs are
   * judged, no further than a training at a time: what is stored is judged as what is computed.
   */
  #tellStages(open: OpenRun, { run } = open): void {
    open.isHeld = false;
    for (; !open.isHeld && open.told < run.stages.length; open.told++) {
      const stage = this.#plan.stage(run.stages[open.told]!)!;
      if (this.#refused.has(run.run.id) && (stage.kind === 'train' || !this.#stages.stored.has(stage.key)))
        return this.#end(open, { status: 'failed', error: this.#refused.get(run.run.id) });
      const failed = this.#stages.failureOf(stage.key);
      if (failed !== undefined) return this.#fail(open, stage, this.#stages.failed.get(failed));
      if (!this.#stages.stored.has(stage.key)) return;
      const { status, seconds } = this.#untold.take(stage.key) ?? { status: 'reused', seconds: 0 };
      this.#news.push({ type: 'stage-ended', run, stage, status, seconds });
      open.isHeld = stage.kind === 'train' && this.#source.judge !== undefined;
    }
    if (!open.isHeld) this.#end(open, { status: 'finished' });
  }

  #fail(open: OpenRun, stage: Stage, error: unknown): void {
    const { seconds } = this.#untold.take(stage.key) ?? { seconds: 0 };
    this.#news.push({ type: 'stage-ended', run: open.run, stage, status: 'failed', seconds });
    this.#end(open, this.#isInterrupted ? { status: 'interrupted' } : { status: 'failed', error });
  }

  #end(open: OpenRun, end: RunEnd): void {
    this.#open.end(open);
    this.#needed.forget(open.run);
    this.#news.push({ type: 'run-ended', run: open.run, end });
  }

  #takeNews(): readonly RunNews[] {
    const ended = this.#untold.takeUnneeded((key) => this.#isToBeTold(key));
    return [...this.#news.splice(0), ...ended.map((end) => ({ type: 'task-ended' as const, ...end }))];
  }

  /** Whether a run is to be told of a stage. What is certain to come is asked for last: to list it takes long. */
  #isToBeTold(key: string): boolean {
    if (this.#open.need(key) || this.#isInterrupted) return this.#open.need(key);
    return this.#waiting?.needs(key) || this.remaining().some(({ stages }) => stages.includes(key));
  }
}
