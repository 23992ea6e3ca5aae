import { longCount } from '../text/count.js';
import type { ReplicaCheck } from '@thaw/core';
import { fitTable } from '../text/fit-table.js';

/** A run that lacks thousands of points would bury what else is different. */
const mostRows = 50;

/** How a journal and the server differ, a row a difference. */
export function describeCheck(
  { sweep = 'no sweep yet', runs, points, differences }: ReplicaCheck,
  width?: number,
): string {
  const head = `${sweep}: ${longCount(runs, 'run')}, ${longCount(points, 'point')}, ${longCount(differences.length, 'difference')}`;
  if (differences.length === 0) return head;
  const rows = differences
    .slice(0, mostRows)
    .map(({ run = 'sweep', what, journal, server }) => [run, what, journal, server]);
  const more = differences.length - rows.length;
  return [
    head,
    fitTable(['run', 'what', 'journal', 'server'], rows, { width, alignRight: [] }),
    ...(more > 0 ? [`… and ${more} more; --json prints all`] : []),
  ].join('\n');
}
