import { formatProblems, shortHash, standingOf, ThawError, type Night, type NightInputs } from '@thaw/core';
import { thawVersion } from '@thaw/execution/environment';
import { gitState } from '@thaw/execution/provenance';
import { describeProcess, holderOf } from '@thaw/locks';
import { journalLock, journalPath } from '@thaw/tracker/journals';
import { setTimeout as sleep } from 'node:timers/promises';
import { inCall, type Call } from '../api/call.js';
import type { Session } from '../api/open-session.js';
import type { SweepResult } from '../api/results.js';
import { readyToSweep, type RunSweepOptions } from '../api/run-sweep.js';
import { sweepPrepared } from '../api/sweep-prepared.js';
import type { SweepEvent } from '../events/sweep-event.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { describeDigest } from './describe-digest.js';
import { nightsBest } from './nights-best.js';

/** What came of a night's sweep. */
export type SweptNight = Pick<
  Night,
  'computed' | 'reused' | 'sweep' | 'inputs' | 'objective' | 'runs' | 'failures' | 'best'
> & {
  /** Why it failed, if it did. */
  readonly failure?: string;
};

/** What is known of it so far. */
interface Facts {
  swept: SweptNight;
}

/** The night that a sweep makes, as the history will keep it. */
export type AsNight = (swept: SweptNight) => Night;

export interface NightTelling {
  readonly asNight: AsNight;
  /** The nights against which it is held. */
  readonly before: readonly Night[];
}

/**
 * Runs the sweep of a spec for the night, and tells its journal so. That it fails, or is refused, is a result like
 * others; it throws the signal's reason where that has stopped it.
 */
export async function sweepNight(options: RunSweepOptions, telling: NightTelling): Promise<SweptNight> {
  const facts: Facts = { swept: { computed: 0, reused: 0 } };
  const onEvent = (event: SweepEvent) => {
    if (event.type === 'sweep-ended') {
      const { computed, reused, runs } = event;
      const { finished, failed, stopped } = runs;
      facts.swept = { ...facts.swept, computed, reused, runs: { finished, failed, stopped } };
    }
    options.onEvent?.(event);
  };
  try {
    const result = await inCall({ ...options, onEvent }, (call) => sweep(options, call, facts, telling));
    if (result.status === 'interrupted') throw options.signal?.reason;
    return facts.swept;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    options.onEvent?.({ type: 'notice', message: inFull(error) });
    return { ...facts.swept, failure: inShort(error) };
  }
}

async function sweep(
  options: RunSweepOptions,
  call: Call,
  facts: Facts,
  { asNight, before }: NightTelling,
): Promise<SweepResult> {
  for (;;) {
    const { session, prepared } = await readyToSweep(options, call);
    const { sweepId: sweep, objective } = prepared.loaded;
    facts.swept = { computed: 0, reused: 0, sweep, objective, inputs: await inputsOf(prepared, session) };
    // What somebody has swept meanwhile need not be computed any more.
    if (await waitForSweep(journalLock(journalPath(session.journals, sweep)), call)) continue;
    try {
      return await sweepPrepared(prepared, options, session, call, async (result, tracking) => {
        facts.swept = { ...facts.swept, ...(await outcomeOf(result, session)) };
        const night = asNight(facts.swept);
        await tracking.night(night.dueAt, describeDigest([standingOf(night, before)]));
      });
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }
}

async function outcomeOf(
  result: SweepResult,
  session: Session,
): Promise<Pick<SweptNight, 'failures' | 'best' | 'failure'>> {
  const failures = result.runs.flatMap(({ status, name, reason = 'for no known reason' }) =>
    status === 'failed' ? { run: name, reason } : [],
  );
  const best = await nightsBest(result, session);
  return {
    ...(failures.length > 0 && { failures }),
    ...(best && { best }),
    ...(result.status === 'failed' && { failure: failedRuns(result) }),
  };
}

async function inputsOf(
  { plan, datasets, weightsOf, loaded }: PreparedSweep,
  { workspace }: Session,
): Promise<NightInputs> {
  const git = await gitState(workspace);
  const weights = new Set(plan.runs.map(({ run }) => weightsOf(run.config).identity));
  return {
    spec: loaded.sweepId,
    data: shortHash([...datasets.keys()].toSorted()),
    weights: shortHash([...weights].toSorted()),
    ...(git && { code: `${git.commit}${git.dirty ? '+' : ''}` }),
    thaw: thawVersion,
  };
}

const pollMs = 1000;

/** Waits while a process executes the sweep, and says whether one did: a sweep by hand does not cost the night. */
async function waitForSweep(lock: string, { onNotice, signal }: Call): Promise<boolean> {
  for (let waited = false; ; waited = true) {
    const holder = await holderOf(lock);
    if (!holder) return waited;
    if (!waited)
      onNotice(`this sweep is being executed by ${describeProcess(holder)}; the night waits for it`);
    await sleep(pollMs, undefined, { signal });
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof ThawError && error.problems.some(({ code }) => code === 'THAW-RUN-BUSY');

function failedRuns({ runs }: SweepResult): string {
  const failed = runs.filter(({ status }) => status === 'failed').length;
  return `${failed} of ${runs.length} runs failed`;
}

/** What is wrong, in a line. */
export const inShort = (error: unknown): string =>
  error instanceof ThawError
    ? error.problems.map(({ code, message }) => `${code}: ${message}`).join('; ')
    : `a defect of Thaw: ${error instanceof Error ? error.message : String(error)}`;

/** What is wrong, with all that is known of it. */
export const inFull = (error: unknown): string =>
  error instanceof ThawError
    ? formatProblems(error.problems)
    : `This is a defect of Thaw, not of your experiment.\n${error instanceof Error ? error.stack : String(error)}`;
