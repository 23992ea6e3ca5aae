import { own } from '../records/own.js';
import type { RunGroup } from '../sweep/run.js';
import { meanOf } from '../statistics/intervals.js';
import type { RankedBy } from './run-order.js';

/** Runs of one configuration, or a run that is one by itself. */
export interface Grouped<Run> {
  readonly group?: RunGroup;
  /** In the order in which they were given. */
  readonly runs: readonly Run[];
  readonly members: readonly RankedBy[];
}

/** In the order of their first runs. */
export function groupRuns<Run>(runs: readonly Run[], by: (run: Run) => RankedBy): readonly Grouped<Run>[] {
  const groups = new Map<string, { group?: RunGroup; runs: Run[]; members: RankedBy[] }>();
  for (const [index, run] of runs.entries()) {
    const member = by(run);
    const { group, isFormer = false } = member;
    const id = group ? `${group.id} ${isFormer}` : `run ${index}`;
    const known = groups.get(id) ?? { ...(group && { group }), runs: [], members: [] };
    known.runs.push(run);
    known.members.push(member);
    groups.set(id, known);
  }
  return [...groups.values()];
}

/**
 * A group as if it were one run: with the means of what its runs have come to. It has finished once all of them have, so a group with a
 * failed run is not ranked: its other runs may have been the easy ones.
 */
export function asOneRun({ group, members }: Pick<Grouped<unknown>, 'group' | 'members'>): Omit<
  RankedBy,
  'metrics'
> & {
  readonly metrics: Readonly<Record<string, number>>;
} {
  const [first] = members as readonly [RankedBy, ...RankedBy[]];
  const isWhole =
    members.length >= (group?.size ?? 1) && members.every(({ status }) => status === 'finished');
  const unfinished = members.find(({ status }) => status !== 'finished');
  const names = Object.keys(first.metrics);
  const mean = (name: string) => meanOf(members.map(({ metrics }) => Number(own(metrics, name) ?? NaN)));
  return {
    status: isWhole ? 'finished' : (unfinished?.status ?? 'running'),
    ...(first.isFormer && { isFormer: true }),
    metrics: Object.fromEntries(names.map((name) => [name, mean(name)])),
  };
}
