import { objectiveOf, type Objective, type RankedBy } from '../ranking/rank-runs.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import type { ParameterValues, Search, StoppedAt } from '../sweep/search.js';
import { mostRuns } from '../sweep/methods/search-method.js';
import type { RunEnd } from './run-news.js';
import type { JudgedEpoch, StoppingRule, Verdict } from './stopping/stop-method.js';

/**
 * Says which run comes next. Rules every source keeps:
 * - The same answers make it propose the same runs in the same order.
 * - `wait` while it has to know more of the runs that are under way; never when none is.
 * - `undefined` once there is nothing more to try, and from then on.
 * - Whatever is impossible it is not told of again: it knows.
 * - A run that it has judged, and that was stopped, it may propose again: that goes on.
 */
export interface RunSource {
  next(): Run | ImpossibleRun | 'wait' | undefined;
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
  /** What a point comes to; several may come to the same run. */
  readonly runAt: (point: ParameterValues) => Run | ImpossibleRun;
  /** What the search is told of: this metric of a run that finished, its sign turned where more is better. */
  readonly objective: Objective;
  /** Default: no run is stopped. */
  readonly stopping?: Stopping | undefined;
  /**
   * What a run that is not to be executed has come to before: the search is told of that. None of one that is to be. Default:
   * all are.
   */
  readonly endedBefore?: (run: Pick<Run, 'id'>) => RankedBy | undefined;
}

/**
 * Runs that a search proposes. A point that comes to the run of another is not run again, and told of with it. A search that has no
 * end of its own has none more to try once it has proposed `mostRuns` points in a row of which there was nothing to execute and
 * nothing new to be told.
 */
export function searchedRuns({
  search,
  runAt,
  objective,
  stopping,
  endedBefore = () => undefined,
}: SearchedRunsOptions): RunSource {
  /** A search is asked often for what is certain, and answers with the same points. */
  const runs = new Map<ParameterValues, Run | ImpossibleRun>();
  const runOf = (point: ParameterValues): Run | ImpossibleRun => {
    const run = runs.get(point) ?? runAt(point);
    runs.set(point, run);
    return run;
  };
  /** The points that came to each run, by its id. */
  const points = new Map<string, ParameterValues[]>();
  const ends = new Map<
    string,
    { readonly value: number | undefined; readonly stopped?: StoppedAt | undefined }
  >();
  /** Where each run was judged last. */
  const judged = new Map<string, StoppedAt>();
  const began = new Map<string, Run>();
  /** Points in a row of which nothing has come. */
  let inVain = 0;
  /** The smaller, the better. */
  const costOf = (by: RankedBy): number | undefined => {
    const value = objectiveOf(by, objective);
    return value !== undefined && objective.goal === 'maximize' ? -value : value;
  };
  const judgeBy =
    ({ rule, phase }: Stopping): RunSource['judge'] =>
    (run, { metrics, trained, ...epoch }) => {
      const { phases } = run.config;
      const judgedPhases = phases.filter(({ name }) => phase === undefined || name === phase);
      if (!judgedPhases.some(({ name }) => name === epoch.phase)) return 'go-on';
      const step = phase === undefined ? epoch.step : epoch.epoch;
      const value = costOf({ status: 'finished', metrics });
      judged.set(run.id, { step, value });
      const of = judgedPhases.reduce((sum, { epochs }) => sum + epochs, 0);
      const isLast = epoch.isLast && epoch.phase === judgedPhases.at(-1)!.name;
      return rule.judge(run.id, { step, of, value, trained, isLast });
    };
  const tellOf = (id: string, point: ParameterValues) => {
    const { value, stopped } = ends.get(id)!;
    if (stopped) search.tell(point, value, stopped);
    else search.tell(point, value);
  };
  return {
    next() {
      const promoted = stopping?.rule.next?.();
      if (promoted !== undefined) return began.get(promoted);
      while (inVain < mostRuns) {
        const point = search.ask();
        if (point === undefined || point === 'wait') return point;
        const run = runOf(point);
        const others = points.get(run.id);
        const before = endedBefore(run);
        if (before && !ends.has(run.id)) {
          ends.set(run.id, { value: costOf(before) });
          if (ends.get(run.id)!.value !== undefined) inVain = 0;
        }
        if (ends.has(run.id)) tellOf(run.id, point);
        else if (others) others.push(point);
        else {
          inVain = 0;
          if ('error' in run) {
            // Proposed again, it is impossible still, and that is told once.
            ends.set(run.id, { value: undefined });
            tellOf(run.id, point);
          } else {
            points.set(run.id, [point]);
            began.set(run.id, run);
          }
          return run;
        }
        inVain++;
      }
      return undefined;
    },
    tell({ id }, { status }, metrics) {
      const stopped = status === 'stopped' ? judged.get(id) : undefined;
      ends.set(id, { value: costOf({ status, metrics }), stopped });
      for (const point of points.get(id) ?? []) tellOf(id, point);
    },
    ...(stopping && { judge: judgeBy(stopping) }),
    coming() {
      return [...new Set(search.certain().map(runOf))].filter(
        (run): run is Run => !('error' in run) && !points.has(run.id) && !endedBefore(run),
      );
    },
  };
}
