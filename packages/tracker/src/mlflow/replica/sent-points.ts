import type { JournaledPoints, JournaledRun } from '@thaw/core';
import { metricValue } from '../../runs/run-record.js';
import type { Metric } from '../rest-types.js';
import { mlflowSeries } from './metric-names.js';
import { seriesMark } from './points-mark.js';

/** How far the points of one run have come to one run of the server. */
export class SentPoints {
  readonly #marks = new Map<string, { readonly count: number; readonly mark: string }>();

  constructor(readonly serverRun: string) {}

  /** Those that the server does not have. */
  *missing(run: JournaledRun): Generator<Metric> {
    for (const [key, series] of mlflowSeries(run)) {
      const { steps, values, timesMs, length } = series;
      for (let index = this.#countOf(key, series); index < length; index++)
        yield { key, value: metricValue(values[index]!), timestamp: timesMs[index]!, step: steps[index]! };
    }
  }

  countMissing(run: JournaledRun): number {
    return [...mlflowSeries(run)].reduce(
      (sum, [key, series]) => sum + series.length - this.#countOf(key, series),
      0,
    );
  }

  /** All of them are there. */
  complete(run: JournaledRun): void {
    for (const [key, series] of mlflowSeries(run))
      this.#marks.set(key, { count: series.length, mark: seriesMark(series) });
  }

  /** None, once a point among those that were sent has changed: the server stores equal ones once. */
  #countOf(key: string, series: JournaledPoints): number {
    const { count, mark } = this.#marks.get(key) ?? { count: 0, mark: '' };
    return count > 0 && count <= series.length && seriesMark(series, count) === mark ? count : 0;
  }
}
