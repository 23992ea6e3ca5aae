import { digestOf, isoTime, nightsIn, type Night, type NightDecision } from '@thaw/core';
import { refuseToGoBack } from '../nights/refuse-to-go-back.js';
import { nightClock } from '../nights/night-clock.js';
import { HistoryFile } from '../nights/history-file.js';
import { decide, foreseeNight, holdNight, type DueSpec, type HeldNight } from '../nights/hold-night.js';
import { overdueSpecs } from '../nights/overdue-specs.js';
import { scheduledIn, scheduledSpecs, type ScheduledSpec } from '../nights/scheduled-specs.js';
import { inFull, inShort, sweepNight, type AsNight } from '../nights/sweep-night.js';
import { inCall, type Call } from './call.js';
import { checkOptions } from './check-options.js';
import type { NightReport, NightsResult, RunNightsOptions } from './nights.js';
import { storeFolder, surroundingsOf } from './surroundings.js';

/**
 * Runs what is due among the specs, one after the other, and ends. That a night fails, or is skipped, is told and does
 * not stop the others.
 * @throws ThawError where a pattern names no spec, or the store cannot be written.
 */
export async function runNights(options: RunNightsOptions = {}): Promise<NightsResult> {
  checkOptions(options);
  const { onEvent, signal } = options;
  let current: string | undefined;
  return inCall({ signal, onEvent: (event) => onEvent?.(event, current) }, (call) =>
    nightsDue(options, call, (spec) => (current = spec)),
  );
}

/** `onSpec` is told whose sweep the events are of. */
async function nightsDue(
  options: RunNightsOptions,
  call: Call,
  onSpec: (spec: string | undefined) => void,
): Promise<NightsResult> {
  const { specs = [], now, dryRun = false } = options;
  const { onNotice, onEvent, signal } = call;
  const surroundings = surroundingsOf(options);
  const store = storeFolder(options.store, surroundings);
  const nowMs = (now ?? new Date()).getTime();
  const clock = nightClock(nowMs);
  const history = new HistoryFile(store, onNotice);
  const context = {
    ...{ store, history, nowMs, clock, signal, onNotice },
    async sweep({ file, spec }: DueSpec, asNight: AsNight, stop: AbortSignal) {
      onSpec(spec);
      const before = nightsIn(await history.read());
      try {
        return await sweepNight(
          { ...options, ...surroundings, spec: file, signal: stop, onEvent },
          { asNight, before },
        );
      } finally {
        onSpec(undefined);
      }
    },
  };
  const wasScheduled = scheduledIn(await history.read());
  const found = await scheduledSpecs({ ...surroundings, specs, wasScheduled, onNotice });
  // Looking through a workspace takes a while, in which others may have held nights.
  const entries = await history.read();
  if (now && !dryRun) refuseToGoBack(now, entries);
  const overdue = await overdueSpecs(found, { entries, nowMs, store });
  const reports: NightReport[] = [];
  const nights: Night[] = [];
  for (const { spec, decision } of inOrder(found, (each) => decide(each, entries, context).result.decision)) {
    if (signal.aborted) break;
    if (!decision) {
      onNotice(inFull(spec.problem));
      reports.push(unreadable(spec));
      continue;
    }
    try {
      const held = await (dryRun ? foreseeNight : holdNight)(spec as DueSpec, context);
      reports.push(reportOf(spec, held));
      if (held.givenUp && !dryRun) nights.push(held.givenUp);
      if (held.night) nights.push(held.night);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return {
    now: isoTime(nowMs),
    specs: reports,
    nights,
    standings: digestOf(nights, nightsIn(entries)),
    overdue,
    interrupted: signal.aborted,
  };
}

interface Candidate {
  readonly spec: ScheduledSpec;
  /** None where the schedule cannot be read. */
  readonly decision?: NightDecision;
}

/** What is due comes first, the longest due before the others. */
function inOrder(
  specs: readonly ScheduledSpec[],
  look: (spec: DueSpec) => NightDecision,
): readonly Candidate[] {
  const candidates = specs.map((spec) => ({ spec, ...(isReadable(spec) && { decision: look(spec) }) }));
  const place = ({ decision }: Candidate) => (decision?.kind === 'due' ? decision.dueMs : Infinity);
  return candidates.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

const isReadable = (spec: ScheduledSpec): spec is DueSpec => spec.schedule !== undefined;

const nothing = { computed: 0, reused: 0, seconds: 0 };

const unreadable = ({ spec, name, problem }: ScheduledSpec): NightReport => ({
  ...{ spec, name, outcome: 'failed', reason: inShort(problem), ...nothing },
});

function reportOf({ spec, name, problem }: ScheduledSpec, { decision, night }: HeldNight): NightReport {
  if (night) {
    const { dueAt, outcome, reason, computed, reused, seconds } = night;
    return { spec, name, dueAt, outcome, ...(reason !== undefined && { reason }), computed, reused, seconds };
  }
  const { kind, dueMs } = decision;
  const outcome = kind !== 'due' ? kind : problem === undefined ? decision.outcome : 'failed';
  const reason = problem === undefined ? decision.reason : `will fail: ${inShort(problem)}`;
  return {
    ...{ spec, name, ...(dueMs !== undefined && { dueAt: isoTime(dueMs) }) },
    ...{ outcome, ...(reason !== undefined && { reason }), ...nothing },
  };
}
