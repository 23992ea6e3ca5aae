import type { PlannedRun } from '../plan/plan.js';
import type { Beginning } from './longest-way.js';
import type { Losses } from './losses.js';
import type { Standing } from './standing.js';

/** A run whose turn has come. */
export interface OpenRun {
  readonly run: PlannedRun;
  /** How long it is. */
  readonly way: number;
  /** How many of its stages have been told of. */
  told: number;
  /** Tasks of it that are under way. */
  underWay: number;
  /** Told of a training, whose epochs are judged before there is more of it. */
  isHeld: boolean;
}

/**
 * The first of a run that can begin, or of what that is made from. Of what it was told of it needs no more, but where that was lost: another may
 * follow a trajectory further.
 */
export function beginningOf(
  { run, way, told, isHeld }: OpenRun,
  standing: Standing,
  losses: Losses,
): Beginning | undefined {
  if (isHeld) return undefined;
  const key = standing.beginning(run.stages.filter((key, index) => index >= told || losses.has(key)));
  return key === undefined ? undefined : { run, key, way };
}
