import { objectiveOf, type Objective, type RankedBy } from '../ranking/rank-runs.js';
import type { ImpossibleRun, Run } from '../sweep/run.js';
import type { ParameterValues, Search, Verdict } from '../sweep/search.js';
import { mostRuns } from '../sweep/methods/search-method.js';
import type { RunEnd } from './run-news.js';

/**
 * Says which run comes next. Rules every source keeps:
 * - The same answers make it propose the same runs in the same order.
 * - `wait` while it has to know more of the runs that are under way; never when none is.
 * - `undefined` once there is nothing more to try, and from then on.
 * - Whatever is impossible it is not told of again: it knows.
 */
export interface RunSource {
  next(): Run | ImpossibleRun | 'wait' | undefined;
  /** A run that it proposed has ended, with these metrics, as far as it came. */
  tell(run: Run, end: RunEnd, metrics: Readonly<Record<string, number>>): void;
  /** Whether a run that it proposed is worth going on with, after each of its epochs. Absent: all are. */
  judge?(run: Run, step: number, metrics: Readonly<Record<string, number>>): Verdict;
  /** Runs that are certain to come, in order: their features are kept. */
  coming(): readonly Run[];
}

export interface SearchedRunsOptions {
  readonly search: Search;
  /** What a point comes to; several may come to the same run. */
  readonly runAt: (point: ParameterValues) => Run | ImpossibleRun;
  /** What the search is told of: this metric of a run that finished, its sign turned where more is better. */
  readonly objective: Objective;
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
  const values = new Map<string, number | undefined>();
  /** Points in a row of which nothing has come. */
  let inVain = 0;
  /** The smaller, the better. */
  const costOf = (by: RankedBy): number | undefined => {
    const value = objectiveOf(by, objective);
    return value !== undefined && objective.goal === 'maximize' ? -value : value;
  };
  const judge: RunSource['judge'] = ({ id }, step, metrics) => {
    const progress = { step, value: costOf({ status: 'finished', metrics }) };
    const verdicts = points.get(id)!.map((point) => search.judge!(point, progress));
    return verdicts.every((verdict) => verdict === 'stop') ? 'stop' : 'go-on';
  };
  return {
    next() {
      while (inVain < mostRuns) {
        const point = search.ask();
        if (point === undefined || point === 'wait') return point;
        const run = runOf(point);
        const others = points.get(run.id);
        const before = endedBefore(run);
        if (before && !values.has(run.id)) {
          values.set(run.id, costOf(before));
          if (values.get(run.id) !== undefined) inVain = 0;
        }
        if (values.has(run.id)) search.tell(point, values.get(run.id));
        else if (others) others.push(point);
        else {
          inVain = 0;
          if ('error' in run) {
            // Proposed again, it is impossible still, and that is told once.
            values.set(run.id, undefined);
            search.tell(point, undefined);
          } else points.set(run.id, [point]);
          return run;
        }
        inVain++;
      }
      return undefined;
    },
    tell({ id }, { status }, metrics) {
      const value = costOf({ status, metrics });
      values.set(id, value);
      for (const point of points.get(id) ?? []) search.tell(point, value);
    },
    ...(search.judge && { judge }),
    coming() {
      return [...new Set(search.certain().map(runOf))].filter(
        (run): run is Run => !('error' in run) && !points.has(run.id) && !endedBefore(run),
      );
    },
  };
}
