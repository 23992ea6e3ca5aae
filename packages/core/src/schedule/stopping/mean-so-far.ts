import { meanOf } from '../../statistics/intervals.js';
import type { JudgedEpoch } from './stop-method.js';

type Measured = Pick<JudgedEpoch, 'value' | 'before'>;

/**
 * By what a run is judged: the mean of its group so far, of those before it as they ended and of itself as it is. Groups are held against
 * each other at the same epoch of the same run, so that all of it is of the same images.
 */
export const meanSoFar = ({ value, before }: Measured): number | undefined =>
  value === undefined ? undefined : meanOf([...before, value]);

/** The same, with what is no number worse than any. */
export function costSoFar(epoch: Measured): number {
  const mean = meanSoFar(epoch);
  return mean !== undefined && Number.isFinite(mean) ? mean : Infinity;
}

/** Whether nothing of a group is left to stop. */
export const isOver = ({
  isLast,
  before,
  parts,
}: Pick<JudgedEpoch, 'isLast' | 'before' | 'parts'>): boolean => isLast && before.length + 1 === parts;
