import { areSeveral, costsOf, type Objective, type RankedBy } from '../ranking/run-order.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import type { ParameterValues, Search, StoppedAt, ExpectedSeconds } from '../sweep/search.js';
import { mostRuns } from '../sweep/methods/search-method.js';
import { Budget } from './budget.js';
import type { RunEnd } from './run-news.js';
import { meanSoFar } from './stopping/mean-so-far.js';
import type { JudgedEpoch, StoppingRule, Verdict } from './stopping/stop-method.js';
import { togetherOf, type End } from './trial-end.js';

/**
 * Says which run comes next. Rules every source keeps:
 * - The same answers make it propose the same runs in the same order.
 * - `wait` while it has to know more of the runs that are under way; never when none is.
 * - `weigh` until it is told what the runs of each point of `toWeigh` are expected to cost.
 * - `undefined` once there is nothing more to try, and from then on.
 * - Whatever is impossible it is not told of again: it knows.
 * - A run that it has judged, and that was stopped, it may propose again: that goes on.
 */
export interface RunSource {
  next(): Run | ImpossibleRun | 'wait' | 'weigh' | undefined;
  /** Of each point that its search chooses from its runs. Absent where it never asks. */
  toWeigh?(): readonly (readonly Run[])[];
  /** In the order of `toWeigh`. */
  weigh?(seconds: ExpectedSeconds): void;
  /** A run that it proposed has ended, with these metrics, as far as it came. */
  tell(run: Run, end: RunEnd, metrics: Readonly<Record<string, number>>): void;
  /**
   * Whether a run that it proposed is worth going on with, after each of its epochs; of what was stored before they come again. Absent:
   * all are.
   */
  judge?(run: Run, epoch: RunEpoch): Verdict;
  /** Runs that are certain to come, in order: their features are kept. */
  coming(): readonly Run[];
}

/** A run after one of its epochs. */
export interface RunEpoch extends Pick<JudgedEpoch, 'trained'> {
  /** Epochs of all phases so far, from 1. */
  readonly step: number;
  readonly phase: string;
  /** Of that phase, from 1. */
  readonly epoch: number;
  /** Whether the phase is over with it. */
  readonly isLast: boolean;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Which runs of a sweep are stopped. */
export interface Stopping {
  readonly rule: StoppingRule;
  /** In whose epochs runs are judged; in those of all, counted through, if absent. */
  readonly phase?: string;
}

export interface SearchedRunsOptions {
  readonly search: Search;
  /** The runs that a point comes to; several points may come to the same ones. */
  readonly runsAt: (point: ParameterValues) => readonly Run[] | ImpossibleRun;
  /** The runs that a point would come to, of which nothing is kept: most points that are weighed are never tried. Default: by `runsAt`. */
  readonly runsAside?: (point: ParameterValues) => readonly Run[];
  /** What the search is told of: this metric of a run that finished, its sign turned where more is better. */
  readonly objective: Objective;
  /** Default: no run is stopped. */
  readonly stopping?: Stopping | undefined;
  /** Told of what points come to. Default: without limits. */
  readonly budget?: Budget | undefined;
  /**
   * What a run that is not to be executed has come to before: the search is told of that. None of one that is to be. Default:
   * all are.
   */
  readonly endedBefore?: (run: Pick<Run, 'id'>) => RankedBy | undefined;
}

/** A point that the search has proposed. It is told of it once all its runs have ended. */
interface Trial {
  readonly point: ParameterValues;
  readonly runs: readonly (Run | ImpossibleRun)[];
}

/**
 * Runs that a search proposes, all of a point one after the other: where runs are stopped, each once the one before it has come to a
 * value, so that none begins of a point that is given up. A point that comes to the runs of another is not run again, and
 * told of with it. A search that has no end of its own has none more to try once it has proposed `mostRuns` points in a row of
 * which there was nothing to execute and nothing new to be told.
 */
export function searchedRuns({
  search,
  runsAt,
  runsAside = (point) => possible(runsAt(point)),
  objective,
  stopping,
  budget = new Budget(),
  endedBefore = () => undefined,
}: SearchedRunsOptions): RunSource {
  /** A search is asked often for what is certain, and answers with the same points. */
  const known = new Map<ParameterValues, Trial['runs']>();
  const runsOf = (point: ParameterValues): Trial['runs'] => {
    let runs = known.get(point);
    if (!runs) {
      const found = runsAt(point);
      known.set(point, (runs = 'error' in found ? [found] : found));
    }
    return runs;
  };
  /** Those that wait for each run, by its id. */
  const trials = new Map<string, Trial[]>();
  const ends = new Map<string, End>();
  /** Where each run was judged last. */
  const judged = new Map<string, StoppedAt>();
  const began = new Map<string, Run>();
  /** Runs that may begin, in order, and have not been proposed yet. */
  const queue: (Run | ImpossibleRun)[] = [];
  /** Ids of runs that are or were in the queue. */
  const queued = new Set<string>();
  /** Ids of those that were proposed and have not ended, or go on. */
  const underWay = new Set<string>();
  /** Points of which runs are to come. */
  const open = new Set<Trial>();
  /** Points in a row of which nothing has come. */
  let inVain = 0;
  const costOf = (by: RankedBy): number | undefined => costsOf(by, objective)?.[0];
  const endOf = (by: RankedBy): End => {
    const costs = costsOf(by, objective);
    return { value: costs?.[0], ...(costs && areSeveral(objective) && { costs }) };
  };
  const judgeBy =
    ({ rule, phase }: Stopping): RunSource['judge'] =>
    (run, { metrics, trained, ...epoch }) => {
      const { phases } = run.config;
      const judgedPhases = phases.filter(({ name }) => phase === undefined || name === phase);
      if (!judgedPhases.some(({ name }) => name === epoch.phase)) return 'go-on';
      const { runs } = trials.get(run.id)![0]!;
      const earlier = runs.slice(
        0,
        runs.findIndex(({ id }) => id === run.id),
      );
      const lived: JudgedEpoch = {
        step: phase === undefined ? epoch.step : epoch.epoch,
        of: judgedPhases.reduce((sum, { epochs }) => sum + epochs, 0),
        isLast: epoch.isLast && epoch.phase === judgedPhases.at(-1)!.name,
        value: costOf({ status: 'finished', metrics }),
        before: earlier.map(({ id }) => ends.get(id)!.value!),
        parts: runs.length,
        trained: [...earlier.map(({ id }) => id), trained].join(' '),
      };
      judged.set(run.id, { step: earlier.length * lived.of + lived.step, value: meanSoFar(lived) });
      return rule.judge(run.id, lived);
    };
  /** Runs of a point that are begun, or are to be next. */
  const leftOf = ({ runs }: Trial) => {
    const left = runs.filter(({ id }) => ends.get(id)?.value === undefined);
    return (stopping ? left.slice(0, 1) : left).filter(({ id }) => !ends.has(id));
  };
  /** Goes on with a point, or tells what has become of it. */
  const goOn = (trial: Trial) => {
    const left = leftOf(trial);
    const next = left.filter(({ id }) => !queued.has(id));
    queue.push(...next);
    for (const { id } of next) queued.add(id);
    if (left.length > 0) return open.add(trial);
    open.delete(trial);
    const { value, costs, stopped } = togetherOf(trial.runs.flatMap(({ id }) => ends.get(id) ?? []));
    if (value !== undefined) budget.hear(value);
    if (stopped) search.tell(trial.point, value, stopped);
    else search.tell(trial.point, costs ?? value);
  };
  const ended = (id: string, end: End) => {
    ends.set(id, end);
    underWay.delete(id);
    for (const trial of trials.get(id) ?? []) goOn(trial);
  };
  /** What was stopped is under way again, and what comes after it is to come. */
  const goesOn = (id: string) => {
    ends.delete(id);
    underWay.add(id);
    for (const trial of trials.get(id)!) open.add(trial);
    return began.get(id);
  };
  const noteEarlier = (run: Run | ImpossibleRun) => {
    const before = endedBefore(run);
    if (!before || ends.has(run.id)) return;
    const end = endOf(before);
    ends.set(run.id, end);
    if (end.value !== undefined) inVain = 0;
  };
  const propose = (point: ParameterValues) => {
    const trial = { point, runs: runsOf(point) };
    for (const run of trial.runs) noteEarlier(run);
    for (const { id } of trial.runs) trials.set(id, [...(trials.get(id) ?? []), trial]);
    goOn(trial);
    inVain = queue.length > 0 ? 0 : inVain + 1;
  };
  return {
    next() {
      if (budget.end) return undefined;
      const promoted = stopping?.rule.next?.();
      if (promoted !== undefined) return goesOn(promoted);
      while (queue.length === 0) {
        if (budget.end) return undefined;
        const point = inVain >= mostRuns ? undefined : search.ask();
        // The runs after them may be to come, or others to go on.
        if (point === undefined) return stopping && underWay.size > 0 ? 'wait' : undefined;
        if (point === 'wait' || point === 'weigh') return point;
        propose(point);
      }
      const run = queue.shift()!;
      // Proposed again, it is impossible still, and that is told once.
      if ('error' in run) ended(run.id, { value: undefined });
      else {
        began.set(run.id, run);
        underWay.add(run.id);
      }
      return run;
    },
    toWeigh: () => (search.toWeigh?.() ?? []).map(runsAside),
    weigh: (seconds) => search.weigh?.(seconds),
    tell({ id }, { status }, metrics) {
      const stopped = status === 'stopped' ? judged.get(id) : undefined;
      ended(id, { ...endOf({ status, metrics }), stopped });
    },
    ...(stopping && { judge: judgeBy(stopping) }),
    coming() {
      if (budget.end) return [];
      const later = [...open].flatMap(({ runs }) =>
        runs.filter(({ id }) => !ends.has(id) && !queued.has(id)),
      );
      const certain = search.certain().flatMap(runsOf);
      const isToCome = ({ id }: Run | ImpossibleRun) => !trials.has(id) && !endedBefore({ id });
      return [...new Set([...queue, ...later, ...certain.filter(isToCome)])].filter(
        (run): run is Run => !('error' in run),
      );
    },
  };
}

const possible = (runs: readonly Run[] | ImpossibleRun): readonly Run[] => ('error' in runs ? [] : runs);
