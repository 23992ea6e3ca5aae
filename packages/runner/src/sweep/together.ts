import { makespan, type Plan } from '@thaw/core';
import type { Together } from '../events/sweep-event.js';

export interface Divided {
  readonly plan: Plan;
  readonly cached: ReadonlySet<string>;
  readonly workers: number;
  readonly secondsOf: (key: string) => number | undefined;
  /** What it takes in a sequence; absent where that is not known. */
  readonly time?: Pick<Together, 'seconds' | 'secondsRange'> | undefined;
}

/** What several workers take for a plan together, each for its stages what these take; nothing of one. */
export function together({ plan, cached, workers, time = {}, ...of }: Divided): Together | undefined {
  if (workers === 1) return undefined;
  const secondsOf = (key: string) => of.secondsOf(key) ?? 0;
  const needed = [...new Set(plan.runs.flatMap(({ stages }) => stages))].filter((key) => !cached.has(key));
  const sum = needed.reduce((total, key) => total + secondsOf(key), 0);
  const { seconds, secondsRange } = time;
  if (!seconds || !secondsRange || sum === 0) return { workers };
  const share = makespan({ plan, stored: cached, places: workers, secondsOf }) / sum;
  return {
    workers,
    seconds: share * seconds,
    secondsRange: [share * secondsRange[0], share * secondsRange[1]],
  };
}
