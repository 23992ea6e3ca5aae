import { meanOf } from '../statistics/intervals.js';
import type { StoppedAt } from '../sweep/search.js';

/** How a run ended, or a whole point. */
export interface End {
  /** The smaller, the better; undefined if it came to none. */
  readonly value: number | undefined;
  /** All of several objectives; the value is the first of them. */
  readonly costs?: readonly number[];
  readonly stopped?: StoppedAt | undefined;
}

/**
 * How a point ended, by its runs as far as there are any: at their mean; at nothing where one has come to nothing, as the others say less
 * than a whole group. None begins after one that was stopped, which has been judged by all of them.
 */
export function togetherOf(ends: readonly End[]): End {
  const stopped = ends.find((end) => end.stopped);
  if (stopped) return stopped;
  const values = ends.map(({ value }) => value);
  if (values.includes(undefined)) return { value: undefined };
  const several = ends.flatMap(({ costs }) => (costs ? [costs] : []));
  const costs = several[0]?.map((_, index) => meanOf(several.map((each) => each[index]!)));
  return { value: meanOf(values as readonly number[]), ...(costs && { costs }) };
}
