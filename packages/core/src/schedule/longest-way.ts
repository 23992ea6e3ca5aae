import type { Plan, PlannedRun } from '../plan/plan.js';

/** What a stage counts of which no time is known: of two chains of such the one with more of them is longer. */
const instant = 1e-6;

/**
 * How long a run should take if none of its stages had to wait for a place: its longest chain, one made from the other. The longest run goes first
 * where there are several places: what begins late and takes long is all that a sweep waits for at its end. Whatever is stored counts as
 * well, so that a run is as long when it has begun as others like it that have not.
 */
export function longestWay(
  { stages }: PlannedRun,
  plan: Pick<Plan, 'stage'>,
  secondsOf: (key: string) => number,
): number {
  const ends = new Map<string, number>();
  for (const key of stages) {
    const begins = plan.stage(key)!.parents.map((parent) => ends.get(parent) ?? 0);
    ends.set(key, Math.max(0, ...begins) + Math.max(secondsOf(key), instant));
  }
  return Math.max(0, ...ends.values());
}

/** A stage that can begin, the run in whose turn, and how long the way of that is. */
export interface Beginning {
  readonly run: PlannedRun;
  readonly key: string;
  readonly way: number;
}

/** The first of the longest. */
export const longestOf = (beginnings: readonly Beginning[]): Beginning | undefined =>
  beginnings.reduce<Beginning | undefined>(
    (longest, each) => (longest && longest.way >= each.way ? longest : each),
    undefined,
  );
