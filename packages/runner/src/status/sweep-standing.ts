import { holderOf } from '@thaw/locks';
import { journalLock, readSweep, type FoldedJournal } from '@thaw/tracker/journals';
import { clusterStanding } from './cluster-standing.js';
import type { RunningRun, SweepStanding } from './standing.js';

/** How a sweep stands that some process executes, or that a cluster computes; nothing of one that is over. */
export async function sweepStanding(store: string, journalFile: string): Promise<readonly SweepStanding[]> {
  const holder = await holderOf(journalLock(journalFile));
  const { sweep, runs } = await readSweep(journalFile);
  if (!sweep) return [];
  const cluster = await clusterStanding(store, sweep.id);
  if (!holder && !cluster) return [];
  const { id, name } = sweep;
  const started = runs.map(({ startedMs }) => startedMs);
  const standing = {
    ...{ id, name, ...(started.length > 0 && { startedMs: Math.min(...started) }) },
    ...(holder && { by: { host: holder.host, pid: holder.pid } }),
    runs: countsOf(sweep, runs),
    running: runs.filter(({ status }) => status === 'running').map(runningRun),
    ...(cluster && { cluster }),
  };
  return [standing];
}

/** The same of one that was submitted to a cluster and has not journaled anything. */
export async function submittedStanding(store: string, sweep: string): Promise<readonly SweepStanding[]> {
  const cluster = await clusterStanding(store, sweep);
  return cluster ? [{ id: sweep, name: sweep, runs: {}, running: [], cluster }] : [];
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
