import type { JournaledPoints, JournaledRun } from '@thaw/core';
import { createHash } from 'node:crypto';
import { mlflowSeries } from './metric-names.js';

export const pointsTag = 'thaw.points';

/**
 * Names all points of a run, `<count>/<hash>`. Set as a tag with the last of them, it spares sending all again to a
 * server that has them. MLflow writes the tags of a batch after its metrics.
 */
export function pointsMark(run: JournaledRun): string {
  const hash = createHash('sha256');
  let count = 0;
  for (const [name, series] of mlflowSeries(run)) {
    hash.update(`${name} ${seriesMark(series)}\n`);
    count += series.length;
  }
  return `${count}/${hash.digest('hex').slice(0, 16)}`;
}

/** Names the first points of a series, or all. */
export function seriesMark({ steps, values, timesMs, length }: JournaledPoints, count = length): string {
  const hash = createHash('sha256');
  for (const numbers of [steps, values, timesMs]) hash.update(Float64Array.from(numbers.slice(0, count)));
  return `${count}/${hash.digest('hex').slice(0, 16)}`;
}
