import { createHash } from 'node:crypto';
import type { RunState } from '../runs/run-state.js';

export const pointsTag = 'thaw.points';

/**
 * Names all points of a run, `<count>/<hash>`. Set as a tag with the last of them, it spares sending all again to a
 * server that has them. MLflow writes the tags of a batch after its metrics.
 */
export function pointsMark(run: RunState): string {
  const hash = createHash('sha256');
  let count = 0;
  for (const [name, { steps, values, timesMs, length }] of run.series) {
    hash.update(`${name} ${length}\n`);
    for (const numbers of [steps, values, timesMs]) hash.update(Float64Array.from(numbers));
    count += length;
  }
  return `${count}/${hash.digest('hex').slice(0, 16)}`;
}
