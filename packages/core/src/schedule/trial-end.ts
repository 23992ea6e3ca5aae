import { meanOf } from '../statistics/intervals.js';
import type { StoppedAt } from '../sweep/search.js';

/** How a run ended, or a whole point. */
export interface End {
  /** The smaller, the better; undefined if it came to none. */
  readonly value: number | undefined;
  readonly stopped?: StoppedAt | undefined;
}

/**
 * How a point ended, by its runs: at their mean. At nothing where one has come to nothing, as the others say less than a whole group; and
 * where some were stopped, stopped where the first of them was.
 */
export function togetherOf(ends: readonly End[]): End {
  if (ends.length === 1) return ends[0]!;
  const values = ends.map(({ value, stopped }) => (stopped ? stopped.value : value));
  const mean = values.includes(undefined) ? undefined : meanOf(values as readonly number[]);
  const steps = ends.flatMap(({ stopped }) => (stopped ? stopped.step : []));
  if (steps.length === 0) return { value: mean };
  return {
    value: undefined,
    ...(mean !== undefined && { stopped: { step: Math.min(...steps), value: mean } }),
  };
}
