import type { SweepResult } from '../api/results.js';
import { restLines, rowsWithin } from '../text/limit.js';
import { groupsTable } from './groups-text.js';
import { rankingTable } from './ranking.js';

type Ended = Pick<SweepResult, 'swept' | 'runs' | 'groups' | 'objective' | 'selection'>;

export interface EndTableOptions {
  /** Rows at most; 0 for all. */
  readonly limit?: number | undefined;
  readonly width?: number | undefined;
}

/** What a sweep has come to, the best first: its groups where configurations are done several times, else its runs. */
export function endTable(result: Ended, { limit, width }: EndTableOptions = {}): readonly string[] {
  const { groups, runs } = result;
  const most = rowsWithin(limit);
  if (groups.some(({ size }) => size > 1)) {
    const few = groups.slice(0, most);
    return [
      groupsTable({ ...result, groups: few }, width),
      ...restLines(few.length, groups.length, 'groups'),
    ];
  }
  const few = runs.slice(0, most);
  return [rankingTable({ ...result, runs: few }, width), ...restLines(few.length, runs.length, 'runs')];
}
