import { ThawError } from '@thaw/core';
import { describeProcess, holderOf, type Holder } from '@thaw/locks';
import { journalLock, journalPath } from '@thaw/tracker/journals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SweepStanding, Whereabouts } from '../status/standing.js';
import { SweepOnCluster } from '../status/sweep-on-cluster.js';
import { inCall, type Call } from './call.js';
import { checkOptions } from './check-options.js';
import { openSession } from './open-session.js';
import type { CallOptions, StoreOptions } from './options.js';
import { standingOf } from './read-status.js';

export interface CancelSweepOptions extends StoreOptions, CallOptions {
  /** The name or id of a sweep, or how that begins. Default: the one that is under way. */
  readonly name?: string;
}

export interface CancelledSweep {
  readonly id: string;
  readonly name: string;
  /** Jobs of a cluster that were cancelled. */
  readonly jobs: readonly string[];
  /** Whether its process has ended; else it ends once a batch is over that takes long. */
  readonly hasEnded: boolean;
}

const lookMs = 200;
/** For so long it is waited that a process stops at its next batch. */
const patienceMs = 120_000;

/**
 * Ends a sweep that is under way as Ctrl-C in its terminal does: what is stored stays, and the same command goes on. Undefined where none
 * is under way.
 * @throws ThawError where no sweep under way is called so, where several are and none is named, and where its process runs on another machine.
 */
export const cancelSweep = (options: CancelSweepOptions = {}): Promise<CancelledSweep | undefined> =>
  inCall(options, async (call) => {
    checkOptions(options);
    const { name, ...place } = options;
    const session = await openSession(place, { ...call, mustExist: true, isObserver: true });
    const { sweeps } = await standingOf(session, name === undefined ? [] : [name]);
    if (sweeps.length > 1) throw several(sweeps);
    const [sweep] = sweeps;
    if (!sweep) return undefined;
    return cancel(sweep, session, call);
  });

async function cancel(
  { id, name, by, cluster }: SweepStanding,
  { folder, journals }: { readonly folder: string; readonly journals: string },
  call: Call,
): Promise<CancelledSweep> {
  const lock = journalLock(journalPath(journals, id));
  const jobs = (cluster?.jobs ?? []).map(({ job }) => job);
  const holder = await holderOf(lock);
  const onCluster = cluster && (await SweepOnCluster.find(folder, id));
  const hadSchedule = cluster?.jobs && (await onCluster?.cancelSchedule());
  if (holder && !hadSchedule) interrupt(holder);
  if (!holder && !cluster && by) throw elsewhere(by);
  const hasEnded = await isFree(lock, call.signal);
  // Most often the schedule has seen to this; one that was killed has not.
  await onCluster?.close();
  return { id, name, jobs, hasEnded };
}

/** Stopped as by its terminal; nobody is killed. */
function interrupt(holder: Holder): void {
  if (!holder.isSeen) throw elsewhere(holder);
  process.kill(holder.pid, 'SIGTERM');
}

async function isFree(lock: string, signal: AbortSignal): Promise<boolean> {
  for (const begunMs = performance.now(); performance.now() - begunMs < patienceMs;) {
    if (!(await holderOf(lock))) return true;
    await sleep(lookMs, undefined, { signal });
  }
  return false;
}

const several = (sweeps: readonly SweepStanding[]): ThawError =>
  new ThawError({
    code: 'THAW-RUN-SEVERAL-UNDER-WAY',
    message: 'several sweeps are under way in this store',
    expected: 'the name or id of one of them',
    found: sweeps.map(({ name, id }) => `${name} (${id})`).join(', '),
    remedy: 'name it: `thaw cancel SWEEP`',
  });

const elsewhere = (holder: Whereabouts): ThawError =>
  new ThawError({
    code: 'THAW-RUN-ELSEWHERE',
    message: 'the process of this sweep cannot be reached from here',
    found: describeProcess(holder),
    remedy: `give the same command on ${holder.host}, in the same container if it runs in one`,
  });
