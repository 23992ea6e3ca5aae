import { didYouMean, ThawError, type Problem } from '@thaw/core';
import { queuedSweeps } from '@thaw/execution/queue';
import { journalsIn } from '@thaw/tracker/journals';
import { basename } from 'node:path';
import { isSweepCalled } from '../journals/choose-sweeps.js';
import type { StoreStanding, SweepStanding } from '../status/standing.js';
import { sweepStanding } from '../status/sweep-standing.js';
import { inCall } from './call.js';
import { checkOptions } from './check-options.js';
import { openSession, type Session } from './open-session.js';
import type { StoreOptions } from './options.js';

export interface ReadStatusOptions extends StoreOptions {
  /** Names or ids of sweeps, or how these begin. Default: all that are under way. */
  readonly sweep?: readonly string[];
}

/**
 * What is under way in a store: sweeps that some process executes or that a cluster computes, here and on other machines that share it, and the stages
 * that are claimed.
 * @throws ThawError where there is no such store, or no sweep under way is called so.
 */
export const readStatus = (options: ReadStatusOptions = {}): Promise<StoreStanding> =>
  inCall({}, async (call) => {
    checkOptions(options);
    const session = await openSession(options, { ...call, mustExist: true, isObserver: true });
    return standingOf(session, options.sweep ?? []);
  });

/** The same of a store that is open. `wanted`: names of sweeps, all if none. */
export async function standingOf(
  { folder, journals, place }: Pick<Session, 'folder' | 'journals' | 'place'>,
  wanted: readonly string[],
): Promise<StoreStanding> {
  const journaled = (await journalsIn(journals)).map((file) => basename(file, '.ndjson'));
  const claims = await place.claimsNow();
  const ids = new Set([...journaled, ...(await queuedSweeps(folder)), ...claims.sweeps.keys()]);
  const found = await Promise.all(
    [...ids].map((id) => sweepStanding(folder, journals, id, claims.sweeps.get(id))),
  );
  const sweeps = found.flat();
  const unknown = wanted.filter((text) => !sweeps.some((sweep) => isSweepCalled(sweep, text)));
  if (unknown.length > 0) throw new ThawError(unknown.map((text) => notUnderWay(text, sweeps)));
  return {
    sweeps: sweeps.filter((each) => wanted.length === 0 || wanted.some((text) => isSweepCalled(each, text))),
    stages: claims.stages.map(({ stage, holder: { host, pid, purpose }, sinceMs }) => ({
      ...{ ...stage, purpose, by: { host, pid }, sinceMs },
    })),
  };
}

function notUnderWay(text: string, sweeps: readonly SweepStanding[]): Problem {
  const names = sweeps.map(({ name }) => name);
  return {
    code: 'THAW-COMPARE-NO-SWEEP',
    message: `no sweep ${JSON.stringify(text)} is under way in this store`,
    expected: `the name or id of one that is: ${names.join(', ') || 'there is none'}`,
    found: JSON.stringify(text),
    remedy: didYouMean(text, names) ?? '`thaw status` lists what is under way, `thaw runs` also what is over',
  };
}
