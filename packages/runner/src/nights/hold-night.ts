import {
  decideNight,
  entriesFor,
  isoTime,
  nightsIn,
  shortHash,
  spanText,
  type HistoryEntry,
  type Night,
  type NightDecision,
  type NightSchedule,
} from '@thaw/core';
import { describeProcess, holderOf, tryLock, waitForLock } from '@thaw/locks';
import { join } from 'node:path';
import { nightsFolder, type HistoryFile, type HistoryChange } from './history-file.js';
import type { ScheduledSpec } from './scheduled-specs.js';
import { inFull, inShort, type AsNight, type SweptNight } from './sweep-night.js';

/** A spec of which it can be said when it is due. */
export type DueSpec = ScheduledSpec & { readonly schedule: NightSchedule };

export interface NightContext {
  /** The store's folder. */
  readonly store: string;
  readonly history: HistoryFile;
  /** When the call began, by which it decides what is due. */
  readonly nowMs: number;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
  /** Runs the spec's sweep, of which it can be said what night it makes. Aborted by the signal, it throws its reason. */
  readonly sweep: (spec: DueSpec, asNight: AsNight, signal: AbortSignal) => Promise<SweptNight>;
}

/** What came of a spec. */
export interface HeldNight {
  readonly decision: NightDecision;
  /** Absent where none was run or skipped. */
  readonly night?: Night;
  /** One that had been cut off, and that nobody will go on with any more. */
  readonly givenUp?: Night;
}

/** Decides what is due of a spec and, if nobody else is at it, does it. Throws the signal's reason if that stops it. */
export async function holdNight(spec: DueSpec, context: NightContext): Promise<HeldNight> {
  const { history, store } = context;
  const look = (underWay?: string) => (entries: readonly HistoryEntry[]) =>
    decide(spec, entries, context, underWay);
  // Most calls find nothing due, and need no lock to see that.
  const { add, result } = look()(await history.read());
  if (result.decision.kind === 'not-due' && add.length === 0) return result;

  const attempt = await tryLock(lockOf(spec, store), `the night of ${spec.spec}`);
  if ('holder' in attempt) return await history.change(look(describeProcess(attempt.holder)));
  const { lock } = attempt;
  try {
    const held = await history.change(look());
    const { decision } = held;
    if (decision.kind !== 'due') return held;
    const night = await begin(spec, decision, context, lock.lost);
    if (!night) return { ...held, decision: takenOver(decision) };
    await history.change(() => ({
      add: [{ type: 'night', at: isoTime(context.clock()), ...night }],
      result: undefined,
    }));
    return { ...held, night };
  } finally {
    await lock.release();
  }
}

/** What `holdNight` would decide now; nothing is run or written. */
export async function foreseeNight(spec: DueSpec, context: NightContext): Promise<HeldNight> {
  const entries = await context.history.read();
  const { result } = decide(spec, entries, context);
  const holder = result.decision.kind === 'due' ? await holderOf(lockOf(spec, context.store)) : undefined;
  return holder ? decide(spec, entries, context, describeProcess(holder)).result : result;
}

/** Whoever holds it is at the night of the spec. */
export const lockOf = ({ spec }: Pick<ScheduledSpec, 'spec'>, store: string): string =>
  join(nightsFolder(store), 'locks', `${shortHash(spec)}.lock`);

/** What is to be done about a spec, by a history. */
export function decide(
  { spec, name, schedule }: DueSpec,
  entries: readonly HistoryEntry[],
  { nowMs, clock }: Pick<NightContext, 'nowMs' | 'clock'>,
  underWay?: string,
): HistoryChange<HeldNight> {
  const clockMs = clock();
  const decision = decideNight({
    ...{ schedule, nowMs, clockMs, entries: entries.filter((entry) => entry.spec === spec) },
    ...(underWay !== undefined && { underWay }),
  });
  const add = entriesFor(decision, { spec, name, schedule, nowMs, clockMs });
  const ended = nightsIn(add);
  const night = decision.kind === 'skipped' ? ended.at(-1) : undefined;
  const givenUp = ended.find((each) => each !== night);
  return { add, result: { decision, ...(night && { night }), ...(givenUp && { givenUp }) } };
}

type Due = NightDecision & { readonly kind: 'due' };

/** Without a result where this process was stopped for so long that another has taken a lock, and with it the night, over. */
async function begin(
  spec: DueSpec,
  decision: Due,
  { store, clock, signal, onNotice, sweep }: NightContext,
  lost: AbortSignal,
): Promise<Night | undefined> {
  if (spec.problem !== undefined) {
    onNotice(inFull(spec.problem));
    return ended(spec, decision, clock(), clock(), { ...nothing, failure: inShort(spec.problem) });
  }
  const lock = await waitForLock(join(nightsFolder(store), 'running.lock'), {
    ...{ purpose: `the night of ${spec.spec}`, signal, pollMs: 1000 },
    onWait: (holder) =>
      onNotice(`${spec.spec} waits: ${describeProcess(holder)} is at ${holder.purpose} in this store`),
  });
  const running = AbortSignal.any([signal, lost, lock.lost]);
  try {
    const startedMs = clock();
    const asNight = (swept: SweptNight) => ended(spec, decision, startedMs, clock(), swept);
    return asNight(await sweep(spec, asNight, running));
  } catch (error) {
    if (running.aborted && !signal.aborted) return undefined;
    throw error;
  } finally {
    await lock.release();
  }
}

const takenOver = ({ isNew, dueMs }: Due): NightDecision => ({
  ...{ kind: 'not-due', isNew, dueMs },
  reason: 'this process was stopped for a while, and another has taken the night over',
});

const nothing = { computed: 0, reused: 0 };

/** Said of a night that begins later than that, though it was taken on in time. */
const punctualMs = 3_600_000;

function ended(
  { spec, name }: DueSpec,
  { dueMs, outcome, reason, isResumed }: Due,
  startedMs: number,
  endedMs: number,
  { failure, ...swept }: SweptNight,
): Night {
  const lateMs = startedMs - dueMs;
  const reasons = [
    failure,
    reason,
    isResumed ? 'it was cut off, and went on' : undefined,
    outcome === 'ran' && lateMs > punctualMs ? `it began ${spanText(lateMs)} late` : undefined,
  ].filter((words) => words !== undefined);
  return {
    ...{ spec, name, dueAt: isoTime(dueMs), outcome: failure === undefined ? outcome : 'failed' },
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    ...{ startedAt: isoTime(startedMs), endedAt: isoTime(endedMs), seconds: (endedMs - startedMs) / 1000 },
    ...swept,
  };
}
