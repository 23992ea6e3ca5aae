import { holderOf } from '@thaw/locks';
import { journalLock, journalPath, readSweep, type FoldedJournal } from '@thaw/tracker/journals';
import { existsSync } from 'node:fs';
import { clusterStanding } from './cluster-standing.js';
import type { RunningRun, SweepStanding, Whereabouts } from './standing.js';

/** How a sweep stands that some process executes, or that a cluster computes; nothing of one that is over. */
export async function sweepStanding(
  store: string,
  journals: string,
  id: string,
  /** A process of a machine that does not see the files of this one. */
  elsewhere?: Whereabouts,
): Promise<readonly SweepStanding[]> {
  const file = journalPath(journals, id);
  const holder = (await holderOf(journalLock(file))) ?? elsewhere;
  const cluster = await clusterStanding(store, id, holder !== undefined);
  if (!holder && !cluster) return [];
  // What has begun only now has journaled nothing.
  const { sweep, runs }: Partial<FoldedJournal> = existsSync(file) ? await readSweep(file) : {};
  const started = (runs ?? []).map(({ startedMs }) => startedMs);
  const standing = {
    ...{ id, name: sweep?.name ?? cluster?.name ?? id },
    ...(started.length > 0 && { startedMs: Math.min(...started) }),
    ...(holder && { by: { host: holder.host, pid: holder.pid } }),
    runs: sweep && runs ? countsOf(sweep, runs) : {},
    running: (runs ?? []).filter(({ status }) => status === 'running').map(runningRun),
    ...(cluster && { cluster: cluster.standing }),
  };
  return [standing];
}

function countsOf({ runs: all }: NonNullable<FoldedJournal['sweep']>, runs: FoldedJournal['runs']) {
  const counts: Record<string, number> = {};
  const current = runs.filter(({ isFormer }) => !isFormer);
  for (const { status } of current) counts[status] = (counts[status] ?? 0) + 1;
  const begun = new Set(current.map(({ id }) => id));
  const waiting = all.filter((id) => !begun.has(id)).length;
  return waiting > 0 ? { ...counts, waiting } : counts;
}

const runningRun = ({ id, name, history }: FoldedJournal['runs'][number]): RunningRun => ({
  ...{ run: id, name },
  epochs: Math.max(0, ...Object.values(history).map(({ length }) => length)),
});
